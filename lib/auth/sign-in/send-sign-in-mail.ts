import "server-only";
import { createTranslator } from "next-intl";
import { getBrand } from "@/lib/brand/current";
import { configOf } from "@/lib/i18n/of-locale";
import { SIGN_IN_LINK_MINUTES } from "@/lib/lifetimes";
import { recipientLocale } from "@/lib/mail/recipient-locale";
import { sendMail } from "@/lib/mail/send";

/** How long a sign-in link works, in seconds. */
export const SIGN_IN_LINK_LIFETIME = SIGN_IN_LINK_MINUTES * 60;

/**
 * Sends an email with a sign-in link and a code.
 * @param to the visitor's email
 * @param link Auth.js's callback, with token, email and the return path
 * @param code for the browser that asked; null sends only the link
 * @throws when the mail server refuses the email
 */
export async function sendSignInMail(to: string, link: string, code: string | null): Promise<void> {
  const locale = await recipientLocale(to);
  const t = createTranslator({ ...configOf(locale), namespace: "mail.signIn" });
  const words = { partner: (await getBrand()).name };
  await sendMail({
    to,
    locale,
    subject: t("subject", words),
    before: [t("intro", words)],
    link: { href: link, text: t("button") },
    ...(code && { code: { intro: t("code"), digits: code } }),
    after: [t(code ? "bothOnce" : "once", { minutes: SIGN_IN_LINK_MINUTES }), t(code ? "ignoreBoth" : "ignore")],
  });
}
