import { getTranslations } from "next-intl/server";
import { ReceiptPage } from "@/components/layout/receipt-page";
import { ButtonLink } from "@/components/ui/button";

export default async function NotFoundPage() {
  const t = await getTranslations("errors");
  return (
    <ReceiptPage title={t("notFoundTitle")}>
      <p className="mt-3 text-muted">{t("notFoundBody")}</p>
      <ButtonLink href="/" className="mt-7">
        {t("home")}
      </ButtonLink>
    </ReceiptPage>
  );
}
