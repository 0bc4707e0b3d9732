import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { ReceiptPage } from "@/components/layout/receipt-page";
import { Button } from "@/components/ui/button";
import { openedSignInLink } from "@/lib/auth/sign-in-link";
import { env } from "@/lib/env";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

/** Where a sign-in link ends. Only the button uses the link up, by a POST that no mail scanner sends. */
export default async function ConfirmPage() {
  const link = await openedSignInLink();
  if (!link) redirect("/sign-in/error?error=Verification");

  const t = await getTranslations("signIn.confirm");
  return (
    <ReceiptPage title={t("title", { partner: env().PARTNER_NAME })}>
      <p className="mt-3 break-words">{t("body", { email: link.email })}</p>
      <form method="post" action="/api/auth/callback/nodemailer" className="mt-7">
        <Button type="submit">{t("button")}</Button>
      </form>
      <p className="mt-6 text-muted text-sm">{t("hint")}</p>
    </ReceiptPage>
  );
}
