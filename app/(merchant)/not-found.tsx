import { getTranslations } from "next-intl/server";
import { ReceiptSlip } from "@/components/layout/receipt-page";
import { ButtonLink } from "@/components/ui/button";

/** As the one for the whole site, within the merchant's frame. */
export default async function NotFoundPage() {
  const t = await getTranslations("errors");
  return (
    <div className="flex justify-center">
      <ReceiptSlip title={t("notFoundTitle")}>
        <p className="mt-3 text-muted">{t("notFoundBody")}</p>
        <ButtonLink href="/" className="mt-7">
          {t("home")}
        </ButtonLink>
      </ReceiptSlip>
    </div>
  );
}
