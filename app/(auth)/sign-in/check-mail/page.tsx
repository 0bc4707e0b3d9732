import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { ReceiptPage } from "@/components/layout/receipt-page";
import { ButtonLink } from "@/components/ui/button";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn.checkMail");
  return { title: t("title") };
}

export default async function CheckMailPage() {
  const t = await getTranslations("signIn.checkMail");
  return (
    <ReceiptPage title={t("title")}>
      <p className="mt-3">{t("body")}</p>
      <p className="mt-3 text-muted">{t("hint")}</p>
      <ButtonLink href="/sign-in" look="secondary" className="mt-7">
        {t("again")}
      </ButtonLink>
    </ReceiptPage>
  );
}
