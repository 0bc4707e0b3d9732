import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db, type Transaction } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import { type InvitationFilter, invitationFilterSchema } from "@/lib/merchant-invitations/filter";
import { endReminder } from "@/lib/merchant-invitations/reminders/cancel";
import { remindable } from "@/lib/merchant-invitations/reminders/remindable";
import { Prisma } from "@/prisma/generated/client";

/** How many reminders of a bulk reminder are due at most. So stopping it stops the emails, too. */
const QUEUE = 100;

/** Seconds until the next step. So many emails are sent in half a minute (lib/quotas.ts). */
const PAUSE = 15;

/** Nobody waits for a step, so its transaction may wait for a connection, in milliseconds. */
const PATIENCE = { maxWait: 10_000, timeout: 30_000 };

/**
 * Runs the next step of a bulk reminder: queues reminders until `QUEUE` of them are due, and schedules the next step, in
 * one transaction. It is done when none waits any more, not even for another attempt. The lock on the bulk reminder makes
 * two workers wait for each other, and stopping wait for the step. A bulk reminder queues each invitation once, and an
 * invitation whose newest email is younger than a day never.
 * @throws any database error; the job is then retried
 */
export async function runReminderStep(bulkReminderId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const [bulk] = await tx.$queryRaw<{ startedById: string; filter: unknown; left: number }[]>`
      SELECT "startedById", filter, "confirmedCount" - "queuedCount" AS "left"
        FROM "BulkReminder" WHERE id = ${bulkReminderId}::uuid AND state = 'RUNNING' FOR UPDATE`;
    if (!bulk) return;
    // A statement of its own, so that it sees what the step before has queued.
    const [{ due, waiting }] = await tx.$queryRaw<[{ due: number; waiting: number }]>`
      SELECT (count(*) FILTER (WHERE "mailDueAt" <= clock_timestamp()))::int AS due, count(*)::int AS waiting
        FROM "MerchantInvitation"
       WHERE "bulkReminderId" = ${bulkReminderId}::uuid AND ("mailDueAt" IS NOT NULL OR "mailStartedAt" IS NOT NULL)`;
    const wanted = Math.max(Math.min(QUEUE - due, bulk.left), 0);
    const queued = wanted > 0 ? await queue(tx, { ...bulk, id: bulkReminderId }, wanted) : 0;
    if (queued > 0) await addJob(tx, "send-invitations", {}, { key: "all", delay: 0 });
    const isOver = queued < wanted || queued === bulk.left;
    if (!isOver || waiting + queued > 0) {
      await addJob(tx, "bulk-reminder", { bulkReminderId }, { key: bulkReminderId, delay: PAUSE });
    } else if (await endReminder(tx, bulkReminderId, "DONE")) {
      await recordAuditEvent(tx, {
        actor: { type: "SYSTEM" },
        action: "reminders.finished",
        after: { bulkReminderId },
      });
    }
  }, PATIENCE);
}

type Bulk = { id: string; startedById: string; filter: unknown };

/** @returns how many reminders were queued */
async function queue(tx: Transaction, { id, startedById, filter }: Bulk, limit: number): Promise<number> {
  const selected = invitationFilterSchema.parse(filter);
  const queued = await tx.$executeRaw`
    UPDATE "MerchantInvitation"
       SET "mailDueAt" = now(), "mailAttempts" = 0, "remindedById" = ${startedById}::uuid, "bulkReminderId" = ${id}::uuid
     WHERE id IN (SELECT i.id FROM "MerchantInvitation" i
                   WHERE ${remindable(selected)} AND i."bulkReminderId" IS DISTINCT FROM ${id}::uuid
                   ORDER BY ${orderOf(selected)} LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
  await tx.$executeRaw`
    UPDATE "BulkReminder" SET "queuedCount" = "queuedCount" + ${queued}::int WHERE id = ${id}::uuid`;
  return queued;
}

/** An order along an index of the selected rows, so that a step reads few of them. */
function orderOf({ state }: InvitationFilter): Prisma.Sql {
  return state === "expired" ? Prisma.sql`i."createdAt" DESC, i.id` : Prisma.sql`i."lastMailAt", i.id`;
}
