import "server-only";
import { isVouchedFor } from "@/lib/connections/bulk-disconnect/approval/vouched";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { db } from "@/lib/db/client";
import { REVOKE_SECONDS } from "@/lib/lifetimes";

/** How many connections a step disconnects, and how many of them at once. */
const STEP = 20;
const AT_ONCE = 5;

/** A bulk disconnect, and the admin who started it, or resumed it. */
type Bulk = { id: string; adminId: string };

/**
 * Disconnects the next connections of a bulk disconnect. A step takes seconds, even when ReceiptHero hangs.
 * @returns whether ReceiptHero confirmed at least one, or no connection had to be revoked
 */
export async function disconnectBatch(bulk: Bulk): Promise<boolean> {
  const waiting = await db().bulkDisconnectItem.findMany({
    where: { bulkDisconnectId: bulk.id, state: "WAITING" },
    orderBy: { receiptheroId: "asc" },
    take: STEP,
    select: { receiptheroId: true },
  });
  let confirmed = 0;
  let failed = 0;
  const queue = waiting.values();
  const workThrough = async () => {
    for (const { receiptheroId } of queue) {
      if (!(await begin(bulk, receiptheroId))) continue;
      await finishDisconnecting(receiptheroId, REVOKE_SECONDS * 1_000).then(
        () => (confirmed += 1),
        // The error is recorded on the connection. The connection's own job retries it.
        () => (failed += 1),
      );
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, workThrough));
  return confirmed > 0 || failed === 0;
}

/**
 * Begins to disconnect a connection, and records that in the same transaction. A connection that started again with
 * another merchant since is skipped: no admin decided about it. After a crash, either nothing has begun
 * or the connection's own job finishes it. The item lock stops two workers from taking the same item. The lock on the
 * bulk disconnect blocks pausing until this step commits.
 * @returns whether this call began it
 */
async function begin({ id, adminId }: Bulk, receiptheroId: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [item] = await tx.$queryRaw<{ merchantId: string | null; startedAgain: boolean | null }[]>`
      SELECT c."merchantId", c."connectedAt" > b."createdAt" AS "startedAgain" FROM "BulkDisconnectItem" i
        JOIN "BulkDisconnect" b ON b.id = i."bulkDisconnectId"
        LEFT JOIN "Connection" c ON c."receiptheroId" = i."receiptheroId"
       WHERE i."bulkDisconnectId" = ${id}::uuid AND i."receiptheroId" = ${receiptheroId}
         AND i.state = 'WAITING' AND b.state = 'RUNNING' AND ${isVouchedFor} FOR UPDATE OF i FOR SHARE OF b`;
    if (!item) return false;
    const { merchantId, startedAgain } = item;
    const actor = { type: "USER", id: adminId } as const;
    const mayBegin = merchantId !== null && !startedAgain;
    const begun = mayBegin && (await beginDisconnecting(tx, { receiptheroId, merchantId }, actor, "ADMIN"));
    await tx.$executeRaw`
      UPDATE "BulkDisconnectItem" SET state = ${begun ? "DISCONNECTING" : "SKIPPED"}::"BulkItemState", at = now(),
             "skipReason" = ${startedAgain ? "granted_again" : null}
       WHERE "bulkDisconnectId" = ${id}::uuid AND "receiptheroId" = ${receiptheroId}`;
    return begun;
  });
}
