import "server-only";
import { recordAuditEvents } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { APPROVAL_HOURS } from "@/lib/lifetimes";

/**
 * Ends the bulk disconnects that nobody approved in `APPROVAL_HOURS`. Nothing is disconnected.
 * @throws any database error
 */
export async function expireAskedBulkDisconnects(): Promise<void> {
  await db().$transaction(async (tx) => {
    const expired = await tx.$queryRaw<{ id: string }[]>`
      UPDATE "BulkDisconnect" SET state = 'EXPIRED', "finishedAt" = now()
       WHERE state = 'ASKED' AND "createdAt" <= now() - make_interval(hours => ${APPROVAL_HOURS}::int) RETURNING id`;
    if (expired.length === 0) return;
    const entries = expired.map(
      ({ id }) => ({ actor: { type: "SYSTEM" }, action: "bulk.expired", after: { bulkDisconnectId: id } }) as const,
    );
    await recordAuditEvents(tx, entries);
  });
}
