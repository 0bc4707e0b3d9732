import { type Locale, localeNames } from "@/lib/i18n/locales";

/** A language and its weight in the header `Accept-Language` (RFC 9110, section 12.5.4). */
const ENTRY = /^\s*([a-z]{2,3})(?:-[\w-]*)?\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i;

/** How much of the header is read, in characters. Browsers send far less. */
const MAX_HEADER = 500;

/**
 * The language of ours that a browser prefers. A region is ignored: Swedish is Swedish in Finland, too.
 * @param header `Accept-Language`, untrusted
 * @returns null when it names none of ours
 */
export function acceptedLocale(header: string | null): Locale | null {
  const wanted = (header ?? "")
    .slice(0, MAX_HEADER)
    .split(",")
    .map((entry) => ENTRY.exec(entry) ?? [])
    .map(([, language = "", weight = "1"]) => ({ language: language.toLowerCase(), weight: Number(weight) }))
    .filter(({ weight }) => weight > 0)
    // The sort is stable, so the first of equals wins.
    .sort((a, b) => b.weight - a.weight)
    .map(({ language }) => localeNames.find((name) => name === language));
  return wanted.find((name) => name !== undefined) ?? null;
}
