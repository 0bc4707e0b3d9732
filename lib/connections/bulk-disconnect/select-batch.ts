import "server-only";
import { connectionFilterSchema } from "@/lib/connections/search/filter";
import { fromSelection } from "@/lib/connections/search/selection";
import { PATIENCE, patientDb, type Transaction } from "@/lib/db/client";

/** How many connections are looked at in a step. Counted before the filter: a step costs the same, whatever it finds. */
const WINDOW = 5_000;

/**
 * Looks through the next connections for an order whose matches are still to be found, and adds the active ones to it.
 * Connections that came after the order was given are nobody's decision, and stay; and should more match by now than the
 * admin confirmed, for a health can change at any time, no more are added than that.
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
