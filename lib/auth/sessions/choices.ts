import "server-only";
import { cookies } from "next/headers";
import { changeLanguage } from "@/lib/auth/sessions/change-language";
import { cookieAttributes } from "@/lib/cookies";
import { db } from "@/lib/db/client";
import { CHOICE_LIFETIME, chosenInBrowser, languageCookie, languageValue, timeZoneCookie } from "@/lib/i18n/choices";
import type { Locale } from "@/lib/i18n/locales";
import { localeOr } from "@/lib/i18n/of-locale";
import { requestLocale } from "@/lib/i18n/request-locale";

/**
 * Gives this browser the language and the time zone of the account that signs in. A language that was chosen in this
 * browser while nobody was signed in becomes the account's. An account without a language takes the browser's.
 * @throws the database's error
 */
export async function adoptChoices(userId: string): Promise<void> {
  const jar = await cookies();
  const account = await db().user.findUniqueOrThrow({
    where: { id: userId },
    select: { language: true, timeZone: true },
  });
  const chosen = chosenInBrowser((name) => jar.get(name)?.value);
  const language = chosen ?? account.language ?? (await requestLocale());
  if (chosen) {
    await changeLanguage(userId, chosen);
  } else if (account.language === null) {
    // The browser's language is nobody's choice, so the log has no event of it.
    await db().user.update({ where: { id: userId }, data: { language }, select: { id: true } });
  }
  await keepChoices(localeOr(language), account.timeZone);
}

/**
 * Keeps the choices of the signed-in user in this browser. Only for actions and handlers: a page cannot set cookies.
 * @param timeZone null when the user has none
 */
export async function keepChoices(language: Locale, timeZone: string | null): Promise<void> {
  const jar = await cookies();
  const attributes = { ...cookieAttributes(), maxAge: CHOICE_LIFETIME };
  jar.set(languageCookie(), languageValue(language, "account"), attributes);
  if (timeZone !== null) jar.set(timeZoneCookie(), timeZone, attributes);
  else if (jar.has(timeZoneCookie())) jar.delete({ name: timeZoneCookie(), ...cookieAttributes() });
}

/** Keeps the language that a visitor chose while nobody was signed in. Only for actions and handlers. */
export async function keepBrowserLanguage(language: Locale): Promise<void> {
  const attributes = { ...cookieAttributes(), maxAge: CHOICE_LIFETIME };
  (await cookies()).set(languageCookie(), languageValue(language, "browser"), attributes);
}
