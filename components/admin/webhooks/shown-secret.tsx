import type { Route } from "next";
import { useTranslations } from "next-intl";
import { ButtonLink } from "@/components/ui/button";
import { CopyButton } from "@/components/ui/copy-button";
import { Input } from "@/components/ui/field";
import { Notice } from "@/components/ui/notice";

type ShownSecretProps = { secret: string; back: Route };

/** A new secret, as the result of a form: no URL of ours contains it. */
export function ShownSecret({ secret, back }: ShownSecretProps) {
  const t = useTranslations("admin.webhooks.secret");
  return (
    <div className="mt-7 grid gap-5">
      <Notice kind="good">{t("shown")}</Notice>
      <div className="flex items-center gap-1">
        <Input
          readOnly
          aria-label={t("label")}
          value={secret}
          onFocus={(event) => event.target.select()}
          className="min-w-0 font-mono text-sm"
        />
        <CopyButton value={secret} label={t("copy")} done={t("copied")} failed={t("copyFailed")} />
      </div>
      <div>
        <ButtonLink href={back} look="secondary">
          {t("back")}
        </ButtonLink>
      </div>
    </div>
  );
}
