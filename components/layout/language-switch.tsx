import { getLocale, getTranslations } from "next-intl/server";
import { LanguageButtons, type LanguageLook } from "@/components/layout/language-buttons";
import { requestedPath } from "@/lib/http/requested-path";

/** The switch of the language, on every page. */
export async function LanguageSwitch(look: LanguageLook) {
  const t = await getTranslations("app");
  // Without its query, which may be long. The referer has it.
  const [returnTo = "/"] = (await requestedPath()).split("?");
  return <LanguageButtons {...look} label={t("language")} current={await getLocale()} returnTo={returnTo} />;
}
