import { explanations } from "./explanations.ts";
import { contact, shownName } from "./formats.ts";

/** The company that runs this server, as others see it. */
export const partnerSettings = {
  PARTNER_NAME: shownName(60).default("Your company").register(explanations, {
    description: "The name of your company, as merchants see it.",
    unset: "`Your company`",
    example: "Example Oy",
  }),
  SECURITY_CONTACT: contact.optional().register(explanations, {
    description:
      "Where to report a vulnerability: an email address or an https URL. `/.well-known/security.txt` names it (RFC 9116).",
    unset: "there is no such file",
    example: "security@example.com",
  }),
};
