import type { Locale } from "@/lib/i18n/locales";
import en from "@/messages/en";
import fi from "@/messages/fi";
import sv from "@/messages/sv";

/** The texts in English, whose keys and arguments every other language has, too (test/messages.test.ts). */
export type Messages = typeof en;

// The types of the English texts are the texts themselves, because the arguments come from them.
const MESSAGES: Record<Locale, Messages> = { fi: fi as Messages, sv: sv as Messages, en };

/** The texts of a language. */
export function messagesOf(locale: Locale): Messages {
  return MESSAGES[locale];
}
