import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { disconnectBatch } from "@/lib/connections/bulk-disconnect/disconnect-batch";
import { selectBatch } from "@/lib/connections/bulk-disconnect/select-batch";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";

/** Seconds until the next step when ReceiptHero confirmed nothing of this one: it is not handed everything to fail on. */
const PAUSE = 15;

/**
 * Takes the next step of an order, and sees to the one after it: finding its connections first, then ending them. Of an
 * order that was stopped nothing is done. Several workers may be at it at once, and each may die at any moment.
 * @throws what the database throws; the step is then tried again later
 */
export async function runBulkStep(bulkRevocationId: string): Promise<void> {
  const order = await db().bulkRevocation.findUnique({
    where: { id: bulkRevocationId, state: "RUNNING" },
    select: { id: true, cursor: true, startedById: true },
  });
  if (!order) return;
  if (order.cursor !== null) await selectBatch(order.id);
  const progress = order.cursor !== null || (await disconnectBatch(order));
  await goOn(order.id, progress ? 0 : PAUSE);
}

/** Adds the job of the next step; or, when nothing waits any more, closes the order. */
async function goOn(bulkRevocationId: string, delay: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const finished = await tx.$executeRaw`
      UPDATE "BulkRevocation" SET state = 'DONE', "finishedAt" = now()
       WHERE id = ${bulkRevocationId}::uuid AND state = 'RUNNING' AND cursor IS NULL AND NOT EXISTS
             (SELECT 1 FROM "BulkRevocationItem" WHERE "bulkRevocationId" = ${bulkRevocationId}::uuid AND state = 'WAITING')`;
    if (finished > 0) {
      await recordAuditEvent(tx, { actor: { type: "SYSTEM" }, action: "bulk.finished", after: { bulkRevocationId } });
    } else {
      await addJob(tx, "revoke-in-bulk", { bulkRevocationId }, { key: bulkRevocationId, delay });
    }
  });
}
