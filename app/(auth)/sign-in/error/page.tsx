import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReceiptPage } from "@/components/layout/receipt-page";
import { ButtonLink } from "@/components/ui/button";
import { env } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.failed");
  return { title: t("otherTitle") };
}

const KINDS = { Verification: "link", AccessDenied: "denied", account_disabled: "disabled" } as const;

/** Auth.js's error page: its codes `Verification` and `AccessDenied`, our `account_disabled`, and whatever else it says. */
export default async function SignInErrorPage({ searchParams }: PageProps<"/sign-in/error">) {
  const t = await getTranslations("signIn.failed");
  const { error } = await searchParams;
  const kind = Object.entries(KINDS).find(([code]) => code === error)?.[1] ?? "other";
  return (
    <ReceiptPage title={t(`${kind}Title`)}>
      <p className="mt-3 text-muted">{t(`${kind}Body`, { partner: env().PARTNER_NAME })}</p>
      <ButtonLink href="/sign-in" className="mt-7">
        {t("again")}
      </ButtonLink>
      {kind === "disabled" && (
        <p className="fold mt-8 pt-4 font-mono text-muted text-xs">{t("code", { code: "account_disabled" })}</p>
      )}
    </ReceiptPage>
  );
}
