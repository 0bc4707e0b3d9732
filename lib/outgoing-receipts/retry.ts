import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { matchCondition, type StaffFilter } from "@/lib/outgoing-receipts/list";
import { requeue } from "@/lib/outgoing-receipts/status";
import type { Admin } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** How many are queued in one transaction. */
const BATCH = 500;

/**
 * Sends failed receipts again, with another day of attempts: ReceiptHero surely has none of them. Selected receipts in
 * other states stay as they are.
 * @param which the ids of receipts, or a filter that selects them
 * @returns how many there were
 * @throws any database error; receipts queued before the error are sent nevertheless
 */
export async function retryReceipts(admin: Admin, which: { ids: string[] } | { filter: StaffFilter }): Promise<number> {
  const condition = "ids" in which ? Prisma.sql`r.id = ANY (${which.ids}::uuid[])` : await matchCondition(which.filter);
  let total = 0;
  let queued: number;
  do {
    queued = await retrySome(admin, condition);
    total += queued;
  } while (queued === BATCH);
  return total;
}

function retrySome(admin: Admin, condition: Prisma.Sql): Promise<number> {
  return db().$transaction(async (tx) => {
    const ids = await requeue(tx, "FAILED", condition, BATCH);
    const count = ids.length;
    if (count > 0) {
      const after = count === 1 ? { count, ids } : { count };
      await recordAuditEvent(tx, { actor: actorOf(admin), action: "outgoing_receipts.retried", after });
    }
    return count;
  });
}
