import "server-only";
import { getTranslations } from "next-intl/server";
import { rememberBrowser } from "@/lib/auth/browser";
import { issueCode } from "@/lib/auth/codes/issue-code";
import { env } from "@/lib/env";
import { MAILED_CODE_MINUTES } from "@/lib/lifetimes";
import { countProofMail } from "@/lib/mail/limits";
import { sendMail } from "@/lib/mail/send";
import type { User } from "@/lib/principal";

/**
 * Mails a code to the user's current address, for this browser. The mail has no link: a link opened elsewhere would prove
 * another browser. For actions: it may set the browser's cookie.
 * @returns whether a code was mailed: none is while the mailbox's codes were tried too often
 * @throws AppError `too_many_codes`; the mail server's or the database's error as it came
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
