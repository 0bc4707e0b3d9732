import type { Locale } from "@/lib/i18n/locales";
import en from "@/messages/en/errors.json";
import fi from "@/messages/fi/errors.json";
import sv from "@/messages/sv/errors.json";

/**
 * The texts for what went wrong, in each language. They are in the scripts, which browsers keep, because a page needs
 * them when it no longer reaches the server, and the document that replaces a broken one has no others.
 */
export const ERROR_TEXTS: Record<Locale, typeof en> = { fi: fi as typeof en, sv: sv as typeof en, en };
