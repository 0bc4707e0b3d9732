import "server-only";
import { createTranslator } from "next-intl";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { mailedLink } from "@/lib/auth/links/mailed-link";
import { isEmailFixed } from "@/lib/auth/staff/governed";
import { getBrand } from "@/lib/brand/current";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { configOf, localeOr } from "@/lib/i18n/of-locale";
import { EMAIL_UNDO_HOURS } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import { sendMail } from "@/lib/mail/send";
import type { User } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** Prisma's code for a violated unique constraint. */
const UNIQUE_CONFLICT = "P2002";

/**
 * Changes the user's email to the one that received the link. The link works once, and sessions stay. The former email
 * receives a notice that can undo the change for 72 hours, so someone with a stolen session cannot keep the account. If
 * this notice cannot be sent, the email is not changed.
 * @param token from the link
 * @throws AppError `link_used_up` (also for another user's link, and when the email decides about the user's role); `email_taken` when the new email has an account by
 * now; `mail_failed` when the mail server refuses the notice to the former email: the link still works
 */
export async function confirmEmailChange(user: User, token: string): Promise<void> {
  const tokenHash = sha256(token);
  const undoToken = randomSecret();
  const undoHash = sha256(undoToken);
  await db()
    .$transaction((tx) => change(tx, user, tokenHash, undoHash))
    .catch((error: unknown) => {
      const isTaken = error instanceof Prisma.PrismaClientKnownRequestError && error.code === UNIQUE_CONFLICT;
      throw isTaken ? new AppError("email_taken") : error;
    });
  try {
    await tellFormerAddress(user, mailedLink("undo-email", undoToken));
  } catch (error) {
    log.warn({ err: error }, "a change of address was rolled back, because the former address could not be told");
    await db().$transaction((tx) => rollBack(tx, user, tokenHash, undoHash));
    throw new AppError("mail_failed");
  }
}

async function change(tx: Transaction, user: User, tokenHash: string, undoHash: string): Promise<void> {
  if (await isEmailFixed(tx, user)) throw new AppError("link_used_up");
  const [used] = await tx.$queryRaw<{ email: string; usedAt: Date }[]>`
    UPDATE "EmailChange" SET "usedAt" = now()
     WHERE "tokenHash" = ${tokenHash} AND "userId" = ${user.id}::uuid AND "usedAt" IS NULL AND "expiresAt" > now()
    RETURNING email, "usedAt"`;
  if (!used) throw new AppError("link_used_up");

  const data = { email: used.email, emailVerified: used.usedAt };
  await tx.user.update({ where: { id: user.id }, data, select: { id: true } });
  await tx.emailUndo.create({
    data: { userId: user.id, email: user.email, tokenHash: undoHash },
    select: { id: true },
  });
  await recordAuditEvent(tx, { actor: actorOf(user), action: "user.email_changed" });
}

/** Restores the user's former email, and makes the link usable again. */
async function rollBack(tx: Transaction, user: User, tokenHash: string, undoHash: string): Promise<void> {
  const undone = await tx.emailUndo.deleteMany({ where: { tokenHash: undoHash, usedAt: null } });
  if (undone.count === 0) return;
  await tx.user.update({ where: { id: user.id }, data: { email: user.email }, select: { id: true } });
  await tx.emailChange.updateMany({ where: { tokenHash }, data: { usedAt: null } });
  await recordAuditEvent(tx, {
    actor: { type: "SYSTEM" },
    action: "user.email_change_undone",
    after: { userId: user.id },
  });
}

/** @throws the mail server's error */
async function tellFormerAddress({ id, email: to }: User, href: string): Promise<void> {
  // The account has the new address by now, so it is not found by this one.
  const { language } = await db().user.findUniqueOrThrow({ where: { id }, select: { language: true } });
  const locale = localeOr(language);
  const t = createTranslator({ ...configOf(locale), namespace: "mail.emailChanged" });
  const words = { partner: (await getBrand()).name };
  await sendMail({
    to,
    locale,
    subject: t("subject", words),
    before: [t("intro", words), t("notYou")],
    link: { href, text: t("button") },
    after: [t("effect"), t("hours", { hours: EMAIL_UNDO_HOURS })],
  });
}
