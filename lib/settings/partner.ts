import { explanations } from "./explanations.ts";
import { contact, shownName, url } from "./formats.ts";

/** The company that runs this server, as others see it. */
export const partnerSettings = {
  PARTNER_NAME: shownName(60).default("Your company").register(explanations, {
    description: "The name of your company, as merchants see it.",
    unset: "`Your company`",
    example: "Example Oy",
  }),
  PARTNER_SUPPORT_URL: contact.optional().register(explanations, {
    description: "Where merchants get help: an https URL or an email address. Their pages link to it.",
    unset: "no link",
    example: "https://example.com/help",
  }),
  PARTNER_PRIVACY_URL: url(["https:"], "is not an https URL").optional().register(explanations, {
    description: "Your privacy policy. The pages of merchants link to it.",
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
