import { getTranslations } from "next-intl/server";
import { PaperPage } from "@/components/ui/paper-card";
import { env } from "@/lib/env";

/** A link that is incomplete, that was opened in another browser, or whose cookie is gone. */
export default async function UnknownConnectSession() {
  const t = await getTranslations("connectSession.unknown");
  return (
    <PaperPage title={t("title")}>
      <p className="mt-4">{t("body", { partner: env().PARTNER_NAME })}</p>
    </PaperPage>
  );
}
