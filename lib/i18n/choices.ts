import { cookieName } from "@/lib/cookies";
import { env } from "@/lib/env";
import { acceptedLocale } from "@/lib/i18n/accepted-locale";
import { locale } from "@/lib/i18n/locale-schema";
import type { Locale } from "@/lib/i18n/locales";
import { isTimeZone } from "@/lib/i18n/time-zones";

// The languages and the time zone that a browser keeps in cookies. They decide how a page looks, and nothing else.

/** How long a browser keeps a choice, in seconds. */
export const CHOICE_LIFETIME = 365 * 24 * 60 * 60;

/** The user's own language. The suffix marks one that came from the account, so that the next user's account replaces it. */
export const languageCookie = () => cookieName("language");
/** The language that the partner asked for when it opened a connect session. */
export const sessionLanguageCookie = () => cookieName("session-language");
/** The time zone of the account that signed in last. */
export const timeZoneCookie = () => cookieName("time-zone");

const OF_ACCOUNT = ".account";

/** A language as the cookie keeps it. */
export function languageValue(language: Locale, source: "browser" | "account"): string {
  return source === "account" ? `${language}${OF_ACCOUNT}` : language;
}

/** Reads a request's cookie. */
export type ReadCookie = (name: string) => string | undefined;

/** The language that was chosen in this browser while nobody was signed in, or null. */
export function chosenInBrowser(read: ReadCookie): Locale | null {
  return locale.safeParse(read(languageCookie())).data ?? null;
}

/**
 * The language of a response: chosen by the user, asked for by the partner for a connect session, preferred by the
 * browser, or the default.
 * @param accepted the request's `Accept-Language`
 */
export function pickLocale(read: ReadCookie, accepted: string | null): Locale {
  const chosen = read(languageCookie())?.replace(OF_ACCOUNT, "");
  return (
    locale.safeParse(chosen).data ??
    locale.safeParse(read(sessionLanguageCookie())).data ??
    acceptedLocale(accepted) ??
    env().DEFAULT_LOCALE
  );
}

/** The time zone that the signed-in user chose, or null. */
export function chosenTimeZone(read: ReadCookie): string | null {
  const zone = read(timeZoneCookie());
  return zone !== undefined && isTimeZone(zone) ? zone : null;
}
