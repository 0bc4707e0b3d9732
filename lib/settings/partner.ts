import { z } from "zod";
import { localeNames } from "../i18n/locales.ts";
import { explanations } from "./explanations.ts";
import { contact, shownName, timeZone, url } from "./formats.ts";

/** The company that runs this server, as others see it. */
export const partnerSettings = {
  PARTNER_NAME: shownName(60).default("Your company").register(explanations, {
    description: "The name of your company, as merchants see it, until an admin changes it at `/admin/brand`.",
    unset: "`Your company`",
    example: "Example Oy",
  }),
  DEFAULT_LOCALE: z
    .enum(localeNames, `is none of ${localeNames.join(", ")}`)
    .default("en")
    .register(explanations, {
      description:
        "The language of pages and emails for those who chose none and whose browser asks for none of ours. docs/languages.md explains which language a page has.",
      unset: "`en`",
      example: "en",
    }),
  TIME_ZONE: timeZone.default("Europe/Helsinki").register(explanations, {
    description:
      "The time zone of the times that merchants see, until they choose their own: a name of the IANA database. Times for staff are in UTC until they choose another.",
    unset: "`Europe/Helsinki`",
    example: "Europe/Stockholm",
  }),
  PARTNER_SUPPORT_URL: contact.optional().register(explanations, {
    description:
      "Where merchants get help: an https URL or an email address. Their pages link to it. An admin can change it at `/admin/brand`.",
    unset: "no link",
    example: "https://example.com/help",
  }),
  PARTNER_PRIVACY_URL: url(["https:"], "is not an https URL").optional().register(explanations, {
    description: "Your privacy policy. The pages of merchants link to it. An admin can change it at `/admin/brand`.",
    unset: "no link",
    example: "https://example.com/privacy",
  }),
  SECURITY_CONTACT: contact.optional().register(explanations, {
    description:
      "Where to report a vulnerability: an email address or an https URL. `/.well-known/security.txt` names it (RFC 9116).",
    unset: "there is no such file",
    example: "security@example.com",
  }),
};
