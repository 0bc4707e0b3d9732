import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { BulkItemState } from "@/prisma/generated/enums";

/** The result for one connection of a bulk disconnect. */
export type BulkResult = {
  receiptheroId: string;
  state: BulkItemState;
  error: string | null;
  at: Date | null;
  /** The last error, while ReceiptHero has not confirmed. */
  waitingFor: string | null;
  label: string | null;
  business: string | null;
};

/** Selects results: those of one state or all, after a connection's id, at most `limit`. */
type Page = { state: BulkItemState | null; after: string | null; limit: number };

/** The next results of a bulk disconnect, ordered by the connection's id. */
export function listBulkResults(_staff: Staff, id: string, { state, after, limit }: Page): Promise<BulkResult[]> {
  return db().$queryRaw<BulkResult[]>`
    SELECT i."receiptheroId", i.state, i.error, i.at, c.label, m.name AS business,
           CASE i.state WHEN 'ENDING' THEN c."revocationError" END AS "waitingFor"
      FROM "BulkRevocationItem" i
      LEFT JOIN "Connection" c ON c."receiptheroId" = i."receiptheroId"
      LEFT JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE i."bulkRevocationId" = ${id}::uuid
       ${state ? Prisma.sql`AND i.state = ${state}::"BulkItemState"` : Prisma.empty}
       ${after === null ? Prisma.empty : Prisma.sql`AND i."receiptheroId" > ${after}`}
     ORDER BY i."receiptheroId" LIMIT ${limit}`;
}

/** How many results an export reads at a time. */
const BATCH = 1_000;

/** All results of a bulk disconnect, read in batches. Memory use does not grow with their number. */
export async function* allBulkResults(staff: Staff, id: string): AsyncGenerator<BulkResult[]> {
  let after: string | null = null;
  do {
    const batch: BulkResult[] = await listBulkResults(staff, id, { state: null, after, limit: BATCH });
    yield batch;
    after = batch.length < BATCH ? null : (batch.at(-1)?.receiptheroId ?? null);
  } while (after !== null);
}
