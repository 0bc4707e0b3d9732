import "server-only";
import { eligible, fromBulkSelection } from "@/lib/connections/bulk-disconnect/eligible";
import { connectionFilterSchema } from "@/lib/connections/search/filter";
import { PATIENT_TIMEOUT_MS, patientDb, type Transaction } from "@/lib/db/client";
import type { BulkAction } from "@/prisma/generated/enums";

/** How many connections a step examines. The limit applies before the filter, so every step costs the same. */
const WINDOW = 5_000;

/**
 * Examines the next connections for a bulk disconnect that is still being selected, and adds the matches that it concerns.
 * It skips connections created after the bulk disconnect was started, because no admin decided about them. It never
 * adds more than the admin confirmed: health can change at any time, so more may match by now.
 */
export async function selectBatch(bulkDisconnectId: string): Promise<void> {
  await patientDb().$transaction((tx) => selectNext(tx, bulkDisconnectId), { timeout: PATIENT_TIMEOUT_MS });
}

type Selecting = { action: BulkAction; filter: unknown; cursor: string; until: string | null; left: number };

async function selectNext(tx: Transaction, bulkDisconnectId: string): Promise<void> {
  const [bulk] = await tx.$queryRaw<Selecting[]>`
    SELECT b.action, b.filter, b.cursor,
           b."confirmedCount" - (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'bulk:' || b.id) AS "left",
           (SELECT "receiptheroId" FROM "Connection" WHERE "receiptheroId" > b.cursor
             ORDER BY "receiptheroId" OFFSET ${WINDOW - 1}::int LIMIT 1) AS until
      FROM "BulkDisconnect" b
     WHERE id = ${bulkDisconnectId}::uuid AND state IN ('RUNNING', 'ASKED') AND cursor IS NOT NULL FOR UPDATE`;
  if (!bulk) return;
  const { action, filter, cursor, until, left } = bulk;
  const selection = { filter: connectionFilterSchema.parse(filter) };
  await tx.$executeRaw`
    INSERT INTO "BulkDisconnectItem" ("bulkDisconnectId", "receiptheroId")
    SELECT ${bulkDisconnectId}::uuid, c."receiptheroId" ${fromBulkSelection(action, selection)}
       AND c."receiptheroId" > ${cursor} AND (${until}::text IS NULL OR c."receiptheroId" <= ${until})
       AND ${eligible(action)}
       AND c."connectedAt" <= (SELECT "createdAt" FROM "BulkDisconnect" WHERE id = ${bulkDisconnectId}::uuid)
     ORDER BY c."receiptheroId" LIMIT ${Math.max(left, 0)}::int
    ON CONFLICT DO NOTHING`;
  await tx.bulkDisconnect.update({ where: { id: bulkDisconnectId }, data: { cursor: until }, select: { id: true } });
}
