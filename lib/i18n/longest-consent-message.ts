import { createTranslator } from "next-intl";
import { env } from "@/lib/env";
import { localeNames } from "@/lib/i18n/locales";
import { configOf } from "@/lib/i18n/of-locale";

/**
 * Makes the longest message for the consent page from the name of a business. It is for checks of a URL's length before
 * the merchant's language is known.
 */
export function longestConsentMessage(): (business: string) => string {
  const { PARTNER_NAME: partner } = env();
  const translators = localeNames.map((name) => createTranslator({ ...configOf(name), namespace: "consent" }));
  return (business) =>
    translators
      .map((t) => t("message", { business, partner }))
      .reduce((longest, next) => (Buffer.byteLength(next) > Buffer.byteLength(longest) ? next : longest));
}
