import { getLocale, getTranslations } from "next-intl/server";
import { requestedPath } from "@/lib/http/requested-path";
import { LOCALES, localeNames } from "@/lib/i18n/locales";

type LanguageSwitchProps = {
  /** `short` shows codes, for a header without room. Screen readers get the names, too. */
  look?: "names" | "short";
  className?: string;
};

/** The languages of the pages, as buttons of a plain form: it works without a script and without signing in. */
export async function LanguageSwitch({ look = "names", className }: LanguageSwitchProps) {
  if (localeNames.length < 2) return null;
  const t = await getTranslations("app");
  const current = await getLocale();
  // Without its query, which may be long. The referer has it.
  const [returnTo] = (await requestedPath()).split("?");
  return (
    <form action="/language" method="post" aria-label={t("language")} className={`languages ${className ?? ""}`}>
      <input type="hidden" name="returnTo" value={returnTo} />
      {localeNames.map((name) => (
        <button
          key={name}
          type="submit"
          name="locale"
          value={name}
          lang={LOCALES[name].tag}
          aria-current={LOCALES[name].tag === current ? "true" : undefined}
        >
          {look === "short" && name.toUpperCase()}
          <span className={look === "short" ? "sr-only" : undefined}> {LOCALES[name].name}</span>
        </button>
      ))}
    </form>
  );
}
