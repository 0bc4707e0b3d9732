import { env } from "@/lib/env";
import { formatsOf } from "@/lib/i18n/formats";
import { locale } from "@/lib/i18n/locale-schema";
import { LOCALES, type Locale } from "@/lib/i18n/locales";
import { messagesOf } from "@/lib/i18n/messages";
import { STAFF_TIME_ZONE } from "@/lib/i18n/time-zones";

/**
 * The configuration of next-intl for a language, as for a page or a translator.
 * @param zone the user's own time zone, or null: then staff's times are in UTC and merchants' in `TIME_ZONE`
 */
export function configOf(language: Locale, zone: string | null = null) {
  const { TIME_ZONE } = env();
  return {
    locale: LOCALES[language].tag,
    messages: messagesOf(language),
    formats: formatsOf(language, { staff: zone ?? STAFF_TIME_ZONE, isNamed: zone !== null && zone !== TIME_ZONE }),
    timeZone: zone ?? TIME_ZONE,
  };
}

/** A user's language as the database has it, else the default. */
export function localeOr(stored: string | null): Locale {
  return locale.safeParse(stored).data ?? env().DEFAULT_LOCALE;
}
