import { type LanguageTag, LOCALES, localeNames } from "@/lib/i18n/locales";

export type LanguageLook = {
  /** `short` shows codes, for a header without room. Screen readers get the names, too. */
  look?: "names" | "short";
  className?: string;
};

type LanguageButtonsProps = LanguageLook & {
  /** The name of the form. Without one, the names of the languages say enough. */
  label?: string;
  current: LanguageTag;
  /** The path of the page. The handler returns to the referer if there is one. */
  returnTo: string;
};

/** The languages of the pages, as buttons of a plain form: it works without a script and without signing in. */
export function LanguageButtons({ label, current, returnTo, look = "names", className = "" }: LanguageButtonsProps) {
  if (localeNames.length < 2) return null;
  return (
    <form action="/language" method="post" aria-label={label} className={`languages ${look} print:hidden ${className}`}>
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
          {look === "short" ? name.toUpperCase() : LOCALES[name].name}
          {look === "short" && <span className="sr-only">{` ${LOCALES[name].name}`}</span>}
        </button>
      ))}
    </form>
  );
}
