import type { Locale } from "@/lib/i18n/locales";
import en from "@/messages/en";
import fi from "@/messages/fi";
import sv from "@/messages/sv";

/** The texts in English, whose keys and arguments every other language has, too (test/messages.test.ts). */
export type Messages = typeof en;

// The types of the English texts are the texts themselves, because the arguments come from them.
const own: Record<Locale, Messages> = { fi: fi as Messages, sv: sv as Messages, en };

// Stored on globalThis, because Next bundles this module several times, and texts that were read are large.
const kept = globalThis as typeof globalThis & { messages?: typeof own };

/** The texts of a language. */
export function messagesOf(locale: Locale): Messages {
  // A development server compiles this module again after a text has changed.
  if (process.env.NODE_ENV !== "production") return own[locale];
  kept.messages ??= own;
  return kept.messages[locale];
}
