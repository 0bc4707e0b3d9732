import { getTranslations } from "next-intl/server";
import { getBrand } from "@/lib/brand/current";

const LINK = "inline-flex min-h-11 items-center px-2 underline-offset-4 hover:text-ink hover:underline";

/** Below every page: the partner's help, terms and privacy policy as far as they are set, and the accessibility statement. */
export async function SiteFooter() {
  const { supportUrl, termsUrl, privacyUrl } = await getBrand();
  const t = await getTranslations("app");
  return (
    <footer className="flex flex-wrap justify-center gap-x-2 px-5 pb-6 text-muted text-sm print:hidden">
      {supportUrl && (
        <a href={supportUrl} className={LINK}>
          {t("help")}
        </a>
      )}
      {termsUrl && (
        <a href={termsUrl} className={LINK}>
          {t("terms")}
        </a>
      )}
      {privacyUrl && (
        <a href={privacyUrl} className={LINK}>
          {t("privacy")}
        </a>
      )}
      <a href="/accessibility" className={LINK}>
        {t("accessibility")}
      </a>
    </footer>
  );
}
