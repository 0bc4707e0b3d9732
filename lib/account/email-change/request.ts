import "server-only";
import { createTranslator } from "next-intl";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { mailedLink } from "@/lib/auth/links/mailed-link";
import { isEmailFixed } from "@/lib/auth/staff/governed";
import { getBrand } from "@/lib/brand/current";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { configOf } from "@/lib/i18n/of-locale";
import { EMAIL_CHANGE_MINUTES } from "@/lib/lifetimes";
import { countAccountMail } from "@/lib/mail/count-mail";
import { recipientLocale } from "@/lib/mail/recipient-locale";
import { sendMail } from "@/lib/mail/send";
import type { User } from "@/lib/principal";
import { countAgainstLimit } from "@/lib/rate-limit";

/**
 * Sends a link to the email that the user wants to have. Opening the link proves that the email is theirs. Only the
 * newest link works. If the email already has an account, it receives a notice instead of a link. The answer is the
 * same in both cases, so it does not reveal who has an account.
 * @param email as `parseEmailAddress` returns it
 * @throws AppError `same_email`; `staff_email` when the email decides about the user's role; those of `countAccountMail`; the mail server's or the database's error
 */
export async function requestEmailChange(user: User, email: string): Promise<void> {
  if (email === user.email) throw new AppError("same_email");
  if (await isEmailFixed(db(), user)) throw new AppError("staff_email");
  await countAgainstLimit("email-change", user.id);
  await countAccountMail(email);

  const token = randomSecret();
  const isFree = await db().$transaction(async (tx) => {
    await tx.emailChange.deleteMany({ where: { userId: user.id } });
    const taken = await tx.user.count({ where: { email } });
    if (taken === 0) {
      const data = { userId: user.id, email, tokenHash: sha256(token) };
      await tx.emailChange.create({ data, select: { id: true } });
    }
    await recordAuditEvent(tx, { actor: actorOf(user), action: "user.email_change_requested" });
    return taken === 0;
  });
  await (isFree ? mailLink(email, mailedLink("email", token)) : mailNotice(email));
}

async function mailLink(to: string, href: string): Promise<void> {
  const locale = await recipientLocale(to);
  const t = createTranslator({ ...configOf(locale), namespace: "mail.emailChange" });
  const words = { partner: (await getBrand()).name };
  await sendMail({
    to,
    locale,
    subject: t("subject", words),
    before: [t("intro", words)],
    link: { href, text: t("button") },
    after: [t("once", { minutes: EMAIL_CHANGE_MINUTES }), t("ignore")],
  });
}

async function mailNotice(to: string): Promise<void> {
  const locale = await recipientLocale(to);
  const t = createTranslator({ ...configOf(locale), namespace: "mail.emailInUse" });
  const words = { partner: (await getBrand()).name };
  await sendMail({
    to,
    locale,
    subject: t("subject", words),
    before: [t("intro", words), t("nothing")],
    after: [t("signIn")],
  });
}
