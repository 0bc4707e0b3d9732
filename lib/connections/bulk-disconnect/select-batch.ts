import "server-only";
import { connectionFilterSchema } from "@/lib/connections/search/filter";
import { fromSelection } from "@/lib/connections/search/selection";
import { PATIENCE, patientDb, type Transaction } from "@/lib/db/client";

/** How many connections a step examines. The limit applies before the filter, so every step costs the same. */
const WINDOW = 5_000;

/**
 * Examines the next connections for a bulk disconnect that is still being selected, and adds the active matches to it.
 * It skips connections created after the bulk disconnect was started, because no admin decided about them. It never
 * adds more than the admin confirmed: health can change at any time, so more may match by now.
 */
export async function selectBatch(bulkRevocationId: string): Promise<void> {
  await patientDb().$transaction((tx) => selectNext(tx, bulkRevocationId), { timeout: PATIENCE });
}

async function selectNext(tx: Transaction, bulkRevocationId: string): Promise<void> {
  const [order] = await tx.$queryRaw<{ filter: unknown; cursor: string; until: string | null; left: number }[]>`
    SELECT b.filter, b.cursor,
           b.confirmed - (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'bulk:' || b.id) AS "left",
           (SELECT "receiptheroId" FROM "Connection" WHERE "receiptheroId" > b.cursor
             ORDER BY "receiptheroId" OFFSET ${WINDOW - 1}::int LIMIT 1) AS until
      FROM "BulkRevocation" b
     WHERE id = ${bulkRevocationId}::uuid AND state = 'RUNNING' AND cursor IS NOT NULL FOR UPDATE`;
  if (!order) return;
  const { filter, cursor, until, left } = order;
  await tx.$executeRaw`
    INSERT INTO "BulkRevocationItem" ("bulkRevocationId", "receiptheroId")
    SELECT ${bulkRevocationId}::uuid, c."receiptheroId" ${fromSelection({ filter: connectionFilterSchema.parse(filter) })}
       AND c."receiptheroId" > ${cursor} AND (${until}::text IS NULL OR c."receiptheroId" <= ${until})
       AND c.status = 'ACTIVE'
       AND c."connectedAt" <= (SELECT "createdAt" FROM "BulkRevocation" WHERE id = ${bulkRevocationId}::uuid)
     ORDER BY c."receiptheroId" LIMIT ${Math.max(left, 0)}::int
    ON CONFLICT DO NOTHING`;
  await tx.bulkRevocation.update({ where: { id: bulkRevocationId }, data: { cursor: until }, select: { id: true } });
}
