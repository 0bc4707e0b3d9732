import "server-only";
import { getTranslations } from "next-intl/server";
import { env } from "@/lib/env";
import { sendMail } from "@/lib/mail/send";

/**
 * Tells a visitor that their email is not invited, and whom to ask. Only the mailbox learns that: the sign-in page says
 * the same to everyone.
 * @throws when the mail server refuses the email
 */
export async function sendUninvitedMail(to: string): Promise<void> {
  const t = await getTranslations("mail.uninvited");
  const words = { partner: env().PARTNER_NAME };
  await sendMail({
    to,
    subject: t("subject", words),
    before: [t("intro", words), t("other"), t("ask", words)],
    after: [t("ignore")],
  });
}
