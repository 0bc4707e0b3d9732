import { getRequestConfig } from "next-intl/server";
import { localeOfTag } from "@/lib/i18n/locales";
import { configOf } from "@/lib/i18n/of-locale";
import { requestLocale, requestTimeZone } from "@/lib/i18n/request-locale";

/** The configuration of next-intl for a request, in its language or in the one that a caller names. */
export default getRequestConfig(async ({ locale }) =>
  configOf(localeOfTag(locale) ?? (await requestLocale()), await requestTimeZone()),
);
