import "server-only";
import { createTranslator } from "next-intl";
import { getBrand } from "@/lib/brand/current";
import { configOf } from "@/lib/i18n/of-locale";
import { recipientLocale } from "@/lib/mail/recipient-locale";
import { sendMail } from "@/lib/mail/send";

/**
 * Tells a visitor that their email is not invited, and whom to ask. Only the mailbox learns that: the sign-in page says
 * the same to everyone.
 * @throws when the mail server refuses the email
 */
export async function sendUninvitedMail(to: string): Promise<void> {
  const locale = await recipientLocale(to);
  const t = createTranslator({ ...configOf(locale), namespace: "mail.uninvited" });
  const words = { partner: (await getBrand()).name };
  await sendMail({
    to,
    locale,
    subject: t("subject", words),
    before: [t("intro", words), t("other"), t("ask", words)],
    after: [t("ignore")],
  });
}
