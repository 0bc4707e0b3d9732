import "server-only";
import { patientDb } from "@/lib/db/client";
import type { Check } from "@/lib/integrity/check";

/** How many connections one transaction looks at. It locks their rows in the list for a moment. */
const BATCH_ROWS = 2_000;

/** Ends a transaction whose changes are not wanted. */
class Undo extends Error {
  readonly changed: string[];

  constructor(changed: string[]) {
    super("the changes of a check are undone");
    this.changed = changed;
  }
}

/**
 * Compares the rows by which staff search connections with the connections. It writes them again, as the triggers do,
 * and sees which rows changed. Without a repair, each batch is undone.
 * @param onProgress called with the number of connections so far
 */
export async function checkListings(isRepair: boolean, onProgress: (done: number) => void): Promise<Check> {
  const wrong: string[] = [];
  let after = "";
  let done = 0;
  for (;;) {
    const batch = await patientDb().$queryRaw<{ id: string; merchantId: string }[]>`
      SELECT "receiptheroId" AS id, "merchantId" FROM "Connection" WHERE "receiptheroId" > ${after}
       ORDER BY "receiptheroId" LIMIT ${BATCH_ROWS}::int`;
    const last = batch.at(-1);
    if (!last) return { check: "listings", found: wrong.length, examples: wrong };
    wrong.push(...(await refresh(batch, isRepair)));
    after = last.id;
    done += batch.length;
    onProgress(done);
  }
}

/** @returns the connections whose rows changed */
async function refresh(batch: { id: string; merchantId: string }[], isRepair: boolean): Promise<string[]> {
  const ids = batch.map(({ id }) => id);
  try {
    return await patientDb().$transaction(async (tx) => {
      await tx.$executeRaw`SELECT lock_listing(${batch.map(({ merchantId }) => merchantId)}::uuid[])`;
      await tx.$executeRaw`SELECT refresh_connection_listing(${ids}::text[])`;
      const rows = await tx.$queryRaw<{ id: string }[]>`
        SELECT "receiptheroId" AS id FROM "ConnectionListing"
         WHERE "receiptheroId" = ANY (${ids}::text[]) AND xmin = pg_current_xact_id()::xid`;
      const changed = rows.map(({ id }) => id);
      if (!isRepair) throw new Undo(changed);
      return changed;
    });
  } catch (error) {
    if (error instanceof Undo) return error.changed;
    throw error;
  }
}
