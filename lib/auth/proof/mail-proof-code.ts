import "server-only";
import { getTranslations } from "next-intl/server";
import { rememberBrowser } from "@/lib/auth/browser";
import { issueCode } from "@/lib/auth/codes/issue-code";
import { env } from "@/lib/env";
import { MAILED_CODE_MINUTES } from "@/lib/lifetimes";
import { countProofMail } from "@/lib/mail/count-mail";
import { sendMail } from "@/lib/mail/send";
import type { User } from "@/lib/principal";

/**
 * Sends a code to the user's current email, for this browser. The email has no link, because a link opened elsewhere
 * would prove another browser. Only for actions: it may set the browser's cookie.
 * @returns whether a code was sent; false while the mailbox has reached its limit of attempts
 * @throws AppError `too_many_codes`; the mail server's or the database's error
 */
export async function mailProofCode({ id, email }: User): Promise<boolean> {
  await countProofMail(id);
  const code = await issueCode({ purpose: "PROOF", browserHash: await rememberBrowser(), email });
  if (!code) return false;

  const t = await getTranslations("mail.proof");
  const words = { partner: env().PARTNER_NAME };
  await sendMail({
    to: email,
    subject: t("subject", words),
    before: [t("intro", words)],
    code: { intro: t("code"), digits: code },
    after: [t("once", { minutes: MAILED_CODE_MINUTES }), t("notYou")],
  });
  return true;
}
