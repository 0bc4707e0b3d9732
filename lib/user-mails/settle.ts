import "server-only";
import { db } from "@/lib/db/client";
import type { Delivery } from "@/lib/mail/deliver";
import { FIRST_MAIL_PAUSE, LONGEST_MAIL_PAUSE, MAIL_ABANDONED_MINUTES, MAIL_ATTEMPTS } from "@/lib/mail/retry-schedule";
import { Prisma } from "@/prisma/generated/client";
import type { UserMailState } from "@/prisma/generated/enums";

/**
 * Records the outcome of an email. An email that the mail server did not take for now is due again later, and after many
 * attempts counts as refused.
 * @throws any database error; the sweep then puts the email in doubt
 */
export async function settleUserMail(id: string, delivery: Delivery): Promise<void> {
  if (delivery.result === "later") return postpone(id, delivery.code);
  const state = { sent: "SENT", in_doubt: "IN_DOUBT", refused: "REFUSED" }[delivery.result];
  const code = delivery.result === "refused" ? delivery.code : null;
  await db().$executeRaw`
    UPDATE "UserMail" SET state = ${state}::"UserMailState", code = ${code}::int, "startedAt" = NULL, "finishedAt" = now()
     WHERE id = ${id}::uuid AND "startedAt" IS NOT NULL`;
}

async function postpone(id: string, code: number | null): Promise<void> {
  await db().$executeRaw`
    UPDATE "UserMail" SET code = ${code}::int, ${dueAgain(Prisma.sql`attempts`)}
     WHERE id = ${id}::uuid AND "startedAt" IS NOT NULL`;
}

/**
 * Counts an attempt that failed before the email was begun, such as when its text could not be written. It is due again
 * later, as if the mail server had not taken it, and after many attempts it is dropped.
 * @throws any database error
 */
export async function postponeUnbegun(id: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "UserMail" SET attempts = attempts + 1, ${dueAgain(Prisma.sql`(attempts + 1)`, "DROPPED")}
     WHERE id = ${id}::uuid AND "dueAt" <= now()`;
}

/**
 * SQL: the columns of an email that could not be sent now.
 * @param attempts SQL of how many attempts there were
 * @param end its state after the last attempt
 */
function dueAgain(attempts: Prisma.Sql, end: UserMailState = "REFUSED"): Prisma.Sql {
  return Prisma.sql`
    "startedAt" = NULL,
    state = CASE WHEN ${attempts} >= ${MAIL_ATTEMPTS}::int THEN ${end}::"UserMailState" ELSE state END,
    "finishedAt" = CASE WHEN ${attempts} >= ${MAIL_ATTEMPTS}::int THEN now() END,
    "dueAt" = CASE WHEN ${attempts} < ${MAIL_ATTEMPTS}::int
                   THEN now() + make_interval(mins => least(${FIRST_MAIL_PAUSE} * 2 ^ (${attempts} - 1), ${LONGEST_MAIL_PAUSE})::int) END`;
}

/**
 * Puts in doubt the emails of servers that died while they sent them. They are not sent again: nobody knows whether the
 * mail server took them.
 * @returns how many there were
 */
export function settleAbandonedUserMails(): Promise<number> {
  return db().$executeRaw`
    UPDATE "UserMail" SET state = 'IN_DOUBT', "startedAt" = NULL, "finishedAt" = now()
     WHERE "startedAt" < now() - make_interval(mins => ${MAIL_ABANDONED_MINUTES}::int)`;
}
