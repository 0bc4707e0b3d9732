/** The languages that have texts in messages/: each one's name in itself, and its tag for `lang`, dates and numbers. */
export const LOCALES = {
  fi: { name: "Suomi", tag: "fi" },
  sv: { name: "Svenska", tag: "sv" },
  en: { name: "English", tag: "en-GB" },
} as const;

export type Locale = keyof typeof LOCALES;
export type LanguageTag = (typeof LOCALES)[Locale]["tag"];

export const localeNames = Object.keys(LOCALES) as Locale[];

/** The language with this tag, such as that of next-intl's locale; undefined when there is none. */
export function localeOfTag(tag: string | undefined): Locale | undefined {
  return localeNames.find((name) => LOCALES[name].tag === tag);
}
