"use client";

import { useTranslations } from "next-intl";
import { CopyButton } from "@/components/ui/copy-button";
import { Input } from "@/components/ui/field";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { SubmitButton } from "@/components/ui/submit-button";
import { useFormAction } from "@/components/ui/use-form-action";

/** The new link, which is shown once; null when none could be created. */
export type CreatedLink = { link: string | null };

type ReconnectLinkFormProps = {
  create: (last: CreatedLink | null, formData: FormData) => Promise<CreatedLink>;
  receiptheroId: string;
};

/** Creates a reconnect link and shows it as the form's result, so that no URL of ours contains it. */
export function ReconnectLinkForm({ create, receiptheroId }: ReconnectLinkFormProps) {
  const t = useTranslations("admin.connection.reconnect");
  const words = useTranslations("admin.connection");
  const [created, formAction, outdated] = useFormAction<CreatedLink | null>(create, null);
  return (
    <Form action={formAction} className="mt-4 grid gap-3">
      {outdated}
      <input type="hidden" name="receiptheroId" value={receiptheroId} />
      {created && (
        <Notice kind={created.link === null ? "problem" : "good"}>
          {t(created.link === null ? "refused" : "once")}
        </Notice>
      )}
      {created?.link && (
        <div className="flex items-center gap-1">
          <Input
            readOnly
            aria-label={t("link")}
            value={created.link}
            onFocus={(event) => event.target.select()}
            className="min-w-0 font-mono text-sm"
          />
          <CopyButton
            value={created.link}
            label={words("copyLink")}
            done={words("copied")}
            failed={words("copyFailed")}
          />
        </div>
      )}
      <div>
        <SubmitButton look="secondary" pendingText={t("creating")}>
          {t("create")}
        </SubmitButton>
      </div>
    </Form>
  );
}
