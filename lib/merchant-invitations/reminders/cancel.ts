import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db, type Transaction } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/**
 * Stops a bulk reminder: no reminder of it is sent any more, except one that is being sent right now. Those that were
 * not sent can be sent by another bulk reminder.
 * @returns whether the bulk reminder was running
 */
export async function cancelBulkReminder(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    if (!(await endReminder(tx, id, "CANCELLED"))) return false;
    // The step queues few at a time (run-step.ts), so this is a small statement.
    const dropped = await tx.$executeRaw`
      UPDATE "MerchantInvitation" SET "mailDueAt" = NULL, "bulkReminderId" = NULL
       WHERE "bulkReminderId" = ${id}::uuid AND "mailDueAt" IS NOT NULL`;
    await tx.$executeRaw`
      UPDATE "BulkReminder" SET "queuedCount" = "queuedCount" - ${dropped}::int WHERE id = ${id}::uuid`;
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "reminders.cancelled", after: { bulkReminderId: id } });
    return true;
  });
}

/**
 * Ends a running bulk reminder, and erases the search of its filter, which may be an email.
 * @returns whether it was running
 */
export async function endReminder(tx: Transaction, id: string, state: "CANCELLED" | "DONE"): Promise<boolean> {
  const ended = await tx.$executeRaw`
    UPDATE "BulkReminder" SET state = ${state}::"BulkReminderState", "finishedAt" = now(), filter = filter || '{"q": null}'
     WHERE id = ${id}::uuid AND state = 'RUNNING'`;
  return ended > 0;
}
