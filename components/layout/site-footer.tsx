import { getTranslations } from "next-intl/server";
import { getBrand } from "@/lib/brand/current";

/** Below every page: the partner's help, terms and privacy policy as far as they are set, and the accessibility statement. */
export async function SiteFooter() {
  const { supportUrl, termsUrl, privacyUrl } = await getBrand();
  const t = await getTranslations("app");
  return (
    <footer className="site-footer">
      {supportUrl && <a href={supportUrl}>{t("help")}</a>}
      {termsUrl && <a href={termsUrl}>{t("terms")}</a>}
      {privacyUrl && <a href={privacyUrl}>{t("privacy")}</a>}
      <a href="/accessibility">{t("accessibility")}</a>
    </footer>
  );
}
