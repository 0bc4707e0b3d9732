import "server-only";
import { getTranslations } from "next-intl/server";
import { env } from "@/lib/env";
import { sendMail } from "@/lib/mail";

/** How long a sign-in link works, in seconds. */
export const SIGN_IN_LINK_LIFETIME = 10 * 60;

/**
 * Sends a sign-in link.
 * @param to the visitor's address
 * @param link Auth.js's callback, with token, address and where to go afterwards
 * @throws when the mail server does not take the mail
 */
export async function sendSignInMail(to: string, link: string): Promise<void> {
  const t = await getTranslations("mail.signIn");
  const words = { partner: env().PARTNER_NAME, minutes: SIGN_IN_LINK_LIFETIME / 60 };
  await sendMail({
    to,
    subject: t("subject", words),
    before: [t("intro", words)],
    link: { href: link, text: t("button", words) },
    after: [t("once", words), t("ignore")],
  });
}
