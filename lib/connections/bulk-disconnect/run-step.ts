import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { pauseUnlessVouchedFor } from "@/lib/connections/bulk-disconnect/approval/vouched";
import { disconnectBatch } from "@/lib/connections/bulk-disconnect/disconnect-batch";
import { queueLinksBatch, waitingMails } from "@/lib/connections/bulk-disconnect/queue-links-batch";
import { selectBatch } from "@/lib/connections/bulk-disconnect/select-batch";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import type { BulkAction } from "@/prisma/generated/enums";

/**
 * Seconds until the next step if ReceiptHero confirmed nothing in this one, or as many emails wait as may. The pause keeps
 * an outage from failing every item.
 */
const PAUSE = 15;

/**
 * Runs the next step of a bulk disconnect, and schedules the one after it. The first steps select the connections, the
 * later ones disconnect them, or queue their emails. A paused bulk disconnect is left alone. One that waits for a second
 * admin is selected, and nothing else. One whose admin was disabled, or is no admin any more, is paused. Several workers may
 * run at once, and each may die at any time.
 * @throws any database error; the job is then retried
 */
export async function runBulkStep(bulkDisconnectId: string): Promise<void> {
  const bulk = await db().bulkDisconnect.findUnique({
    where: { id: bulkDisconnectId, state: { in: ["RUNNING", "ASKED"] } },
    select: { id: true, cursor: true, startedById: true, resumedById: true, action: true, state: true },
  });
  if (!bulk || (bulk.state === "ASKED" && bulk.cursor === null)) return;
  if (await pauseUnlessVouchedFor(bulk.id)) return;
  if (bulk.cursor !== null) await selectBatch(bulk.id);
  const progress = bulk.cursor !== null || (await workOn(bulk));
  await goOn(bulk.id, progress ? 0 : PAUSE);
}

type Step = { id: string; startedById: string; resumedById: string | null; action: BulkAction };

/** @returns whether the next step need not wait */
async function workOn({ id, startedById, resumedById, action }: Step): Promise<boolean> {
  if (action === "DISCONNECT") return disconnectBatch({ id, adminId: resumedById ?? startedById });
  return (await queueLinksBatch(id)) > 0;
}

/** Adds the job for the next step, or closes the bulk disconnect when no item is left and no email waits. */
async function goOn(bulkDisconnectId: string, delay: number): Promise<void> {
  await db().$transaction(async (tx) => {
    const finished = await tx.$executeRaw`
      UPDATE "BulkDisconnect" SET state = 'DONE', "finishedAt" = now()
       WHERE id = ${bulkDisconnectId}::uuid AND state = 'RUNNING' AND cursor IS NULL AND NOT EXISTS
             (SELECT 1 FROM "BulkDisconnectItem" WHERE "bulkDisconnectId" = ${bulkDisconnectId}::uuid AND state = 'WAITING')
         AND ${waitingMails(bulkDisconnectId)} = 0`;
    if (finished > 0) {
      await recordAuditEvent(tx, { actor: { type: "SYSTEM" }, action: "bulk.finished", after: { bulkDisconnectId } });
    } else {
      await addJob(tx, "bulk-disconnect", { bulkDisconnectId }, { key: bulkDisconnectId, delay });
    }
  });
}
