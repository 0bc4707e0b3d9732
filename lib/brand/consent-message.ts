import "server-only";
import { createTranslator } from "next-intl";
import type { Brand } from "@/lib/brand/brand";
import { getBrand } from "@/lib/brand/current";
import { fillPlaceholders } from "@/lib/brand/placeholders";
import { type Locale, localeNames } from "@/lib/i18n/locales";
import { configOf } from "@/lib/i18n/of-locale";
import { requestLocale } from "@/lib/i18n/request-locale";

/** The message for the consent page in the language of the request, as a function of the name of the business. */
export async function consentMessage(): Promise<(business: string) => string> {
  return messageIn(await requestLocale(), await getBrand());
}

/**
 * The longest message for the consent page, as a function of the name of the business. It is for checks of a URL's length
 * before the merchant's language is known.
 */
export async function longestConsentMessage(): Promise<(business: string) => string> {
  const brand = await getBrand();
  const messages = localeNames.map((language) => messageIn(language, brand));
  return (business) =>
    messages
      .map((message) => message(business))
      .reduce((longest, next) => (Buffer.byteLength(next) > Buffer.byteLength(longest) ? next : longest));
}

/** The partner's own message in a language, else ours. */
function messageIn(language: Locale, { consent, name: partner }: Brand): (business: string) => string {
  const own = consent[language];
  if (own !== undefined) return (business) => fillPlaceholders(own, { business, partner });
  const t = createTranslator({ ...configOf(language), namespace: "consent" });
  return (business) => t("message", { business, partner });
}
