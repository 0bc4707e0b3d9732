import { getTranslations } from "next-intl/server";
import { PaperPage } from "@/components/ui/paper-card";
import { getBrand } from "@/lib/brand/current";

/** A link that is incomplete, that was opened in another browser, or whose cookie is gone. */
export default async function UnknownConnectSession() {
  const t = await getTranslations("connectSession.unknown");
  return (
    <PaperPage title={t("title")}>
      <p className="mt-4">{t("body", { partner: (await getBrand()).name })}</p>
    </PaperPage>
  );
}
