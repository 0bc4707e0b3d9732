import { getTranslations } from "next-intl/server";
import { env } from "@/lib/env";

const LINK = "inline-flex min-h-11 items-center px-2 underline-offset-4 hover:text-ink hover:underline";

/** The partner's help and privacy policy, below the pages of merchants. Nothing when neither is set. */
export async function SiteFooter() {
  const { PARTNER_SUPPORT_URL, PARTNER_PRIVACY_URL } = env();
  if (!PARTNER_SUPPORT_URL && !PARTNER_PRIVACY_URL) return null;
  const t = await getTranslations("app");
  return (
    <footer className="flex justify-center gap-2 px-5 pb-6 text-muted text-sm">
      {PARTNER_SUPPORT_URL && (
        <a href={PARTNER_SUPPORT_URL} className={LINK}>
          {t("help")}
        </a>
      )}
      {PARTNER_PRIVACY_URL && (
        <a href={PARTNER_PRIVACY_URL} className={LINK}>
          {t("privacy")}
        </a>
      )}
    </footer>
  );
}
