import "server-only";
import { createTranslator } from "next-intl";
import { rememberBrowser } from "@/lib/auth/browser";
import { issueCode } from "@/lib/auth/codes/issue-code";
import { getBrand } from "@/lib/brand/current";
import { configOf } from "@/lib/i18n/of-locale";
import { MAILED_CODE_MINUTES } from "@/lib/lifetimes";
import { countProofMail } from "@/lib/mail/count-mail";
import { recipientLocale } from "@/lib/mail/recipient-locale";
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

  const locale = await recipientLocale(email);
  const t = createTranslator({ ...configOf(locale), namespace: "mail.proof" });
  const words = { partner: (await getBrand()).name };
  await sendMail({
    to: email,
    locale,
    subject: t("subject", words),
    before: [t("intro", words)],
    code: { intro: t("code"), digits: code },
    after: [t("once", { minutes: MAILED_CODE_MINUTES }), t("notYou")],
  });
  return true;
}
