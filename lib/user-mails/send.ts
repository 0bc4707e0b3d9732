import "server-only";
import { db } from "@/lib/db/client";
import { isAppError } from "@/lib/errors/app-error";
import { addJob } from "@/lib/jobs/add-job";
import { log } from "@/lib/log";
import type { Mail } from "@/lib/mail/content";
import { countUserMail } from "@/lib/mail/count-mail";
import { deliverMail } from "@/lib/mail/deliver";
import { beginUserMail, type Writers } from "@/lib/user-mails/begin";
import { isDue } from "@/lib/user-mails/due";
import { postponeUnbegun, settleAbandonedUserMails, settleUserMail } from "@/lib/user-mails/settle";
import type { UserMailKind } from "@/prisma/generated/enums";

/** How many emails a job sends at most. The pace is a limit (lib/quotas.ts) that all servers share. */
const STEP = 20;

/** Seconds until the next job, when the pace or the mail server ended this one early. */
const PAUSE = 5;

/** The kinds of emails. Those with the smallest number are sent first: thousands of digests must not hold up an alarm. */
const URGENCY: Record<UserMailKind, number> = {
  STAFF_ALARM: 0,
  RECONNECT_NEEDED: 1,
  RECONNECTED: 1,
  RECONNECT_REMINDER: 1,
  RECONNECT_LINK: 2,
  STAFF_DIGEST: 3,
  WEEKLY_DIGEST: 3,
};

/**
 * Sends the emails that are due, at the pace of the limit, and schedules the next job if there are more. Several workers
 * may run at once, and each may die at any time: an email is sent once, or known to be in doubt.
 * @throws any database error; the job is then retried, and the sweep adds another one
 */
export async function sendUserMails(writers: Writers): Promise<void> {
  const due = await findDue();
  let isPaused = false;
  for (const { id, email } of due) {
    isPaused = (await sendOne(id, email, writers)) === "pause";
    if (isPaused) break;
  }
  await schedule(isPaused ? PAUSE : 0);
}

/** Reads a few rows of each kind along an index, however many are due. */
function findDue(): Promise<{ id: string; email: string }[]> {
  return db().$queryRaw`
    SELECT m.id, u.email
      FROM unnest(${Object.keys(URGENCY)}::text[]::"UserMailKind"[], ${Object.values(URGENCY)}::int[]) AS k(kind, urgency)
           CROSS JOIN LATERAL (
             SELECT id, "userId", "dueAt" FROM "UserMail" m WHERE kind = k.kind AND ${isDue}
              ORDER BY "dueAt", id LIMIT ${STEP}::int) m
           JOIN "User" u ON u.id = m."userId"
     ORDER BY k.urgency, m."dueAt", m.id LIMIT ${STEP}::int`;
}

/** Puts abandoned emails in doubt, and adds the job for emails that have become due since the last job. */
export async function sweepUserMails(): Promise<void> {
  const abandoned = await settleAbandonedUserMails();
  if (abandoned > 0) log.warn({ abandoned }, "emails are in doubt, because their server died while it sent them");
  await schedule(PAUSE, true);
}

async function schedule(delay: number, keepsTime = false): Promise<void> {
  await db().$transaction(async (tx) => {
    const [due] = await tx.$queryRaw<unknown[]>`SELECT 1 FROM "UserMail" m WHERE ${isDue} LIMIT 1`;
    if (due) await addJob(tx, "send-user-mails", {}, { key: "all", delay, keepsTime });
  });
}

/** @returns `pause` when no more emails should be sent now */
async function sendOne(id: string, email: string, writers: Writers): Promise<"pause" | "next"> {
  try {
    await countUserMail(email);
  } catch (error) {
    if (isAppError(error, "mail_paused")) return "pause";
    if (!isAppError(error, "too_many_mails")) throw error;
    await db().$executeRaw`
      UPDATE "UserMail" SET "dueAt" = now() + interval '1 hour' WHERE id = ${id}::uuid AND "dueAt" <= now()`;
    return "next";
  }
  let mail: Mail | null;
  try {
    mail = await beginUserMail(id, writers);
  } catch (error) {
    // It must not stop the emails behind it.
    log.error({ err: error, mail: id }, "an email could not be written");
    await postponeUnbegun(id);
    return "next";
  }
  if (!mail) return "next";
  const delivery = await deliverMail(mail);
  await settleUserMail(id, delivery);
  // Without a reply code the server could not be reached, so the others could not be sent either.
  return delivery.result === "later" && delivery.code === null ? "pause" : "next";
}
