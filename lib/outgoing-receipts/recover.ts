import "server-only";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";
import { addJobsFor, interruptDead } from "@/lib/outgoing-receipts/status";

/** How many receipts one transaction handles. */
const BATCH = 500;

/**
 * Finishes what dead servers left: an attempt that was running is in doubt, and a queued receipt whose job is gone gets
 * another one. Several servers may do so at once.
 * @throws any database error
 */
export async function recoverOutgoingReceipts(): Promise<void> {
  let count: number;
  do {
    count = await db().$transaction((tx) => interruptDead(tx, BATCH));
    if (count > 0) log.warn({ count }, "receipts are in doubt, because their server died while it sent them");
  } while (count === BATCH);
  await requeueForgotten();
}

/** A job that failed as often as it may, for example because the database did not respond, does not run again. */
async function requeueForgotten(): Promise<void> {
  await db().$transaction(async (tx) => {
    const forgotten = await tx.$queryRaw<{ id: string }[]>`
      SELECT r.id FROM "OutgoingReceipt" r
       WHERE r.state = 'QUEUED' AND r."nextAttemptAt" < now() - interval '1 minute'
         AND NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = 'send-receipt:' || r.id
                            AND (j.attempts < j.max_attempts OR j.locked_at IS NOT NULL))
       ORDER BY r."nextAttemptAt" LIMIT ${BATCH}::int`;
    await addJobsFor(
      tx,
      forgotten.map(({ id }) => id),
      0,
    );
  });
}
