import "server-only";
import { PATIENT_TIMEOUT_MS, patientDb } from "@/lib/db/client";
import type { Check } from "@/lib/integrity/check";

/** How many connections one statement compares. */
const BATCH_ROWS = 2_000;

/** How many connections one repair locks, so that changes of others go on beside it. */
const REPAIR_ROWS = 100;

type Row = { id: string; merchantId: string };

/**
 * Compares the rows by which staff search connections with the connections. That locks nothing. A repair writes those
 * that are wrong again, as the triggers do.
 * @param onProgress called with the number of connections so far
 */
export async function checkListings(isRepair: boolean, onProgress: (done: number) => void): Promise<Check> {
  const wrong: string[] = [];
  let after = "";
  let done = 0;
  for (;;) {
    const batch = await patientDb().$queryRaw<{ id: string }[]>`
      SELECT "receiptheroId" AS id FROM "Connection" WHERE "receiptheroId" > ${after}
       ORDER BY "receiptheroId" LIMIT ${BATCH_ROWS}::int`;
    const last = batch.at(-1);
    if (!last) return { check: "listings", found: wrong.length, examples: wrong };
    const differing = await compare(batch.map(({ id }) => id));
    for (let n = 0; isRepair && n < differing.length; n += REPAIR_ROWS) {
      await refresh(differing.slice(n, n + REPAIR_ROWS));
    }
    wrong.push(...differing.map(({ id }) => id));
    after = last.id;
    done += batch.length;
    onProgress(done);
  }
}

/** One statement is one snapshot, and triggers write the rows in the transaction of each change: none is seen half done. */
function compare(ids: string[]): Promise<Row[]> {
  return patientDb().$queryRaw<Row[]>`
    SELECT c."receiptheroId" AS id, c."merchantId"
      FROM connection_listing(${ids}::text[]) want
      JOIN "Connection" c USING ("receiptheroId")
      LEFT JOIN "ConnectionListing" l USING ("receiptheroId")
     WHERE (want.business, want.label, want."searchText", c."connectedAt")
           IS DISTINCT FROM (l.business COLLATE "C", l.label COLLATE "C", l."searchText" COLLATE "C", l."connectedAt")
     ORDER BY 1`;
}

async function refresh(rows: Row[]): Promise<void> {
  await patientDb().$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT lock_listing(${rows.map(({ merchantId }) => merchantId)}::uuid[])`;
      await tx.$executeRaw`SELECT refresh_connection_listing(${rows.map(({ id }) => id)}::text[])`;
    },
    { timeout: PATIENT_TIMEOUT_MS },
  );
}
