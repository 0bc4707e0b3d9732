import "server-only";
import { db } from "@/lib/db/client";
import type { ImportFailure } from "@/lib/imports/failures";
import { IMPORT_DAYS } from "@/lib/lifetimes";
import { log } from "@/lib/log";

/** How many lines one statement deletes. A small number keeps it short. */
const BATCH_ROWS = 2_000;

/**
 * Ends an import that is still receiving, and erases the lines that arrived. If the database does not answer, the sweep
 * does it later.
 */
export async function failImport(id: string, failure: ImportFailure): Promise<void> {
  try {
    await db().$executeRaw`
      UPDATE "Import" SET state = 'FAILED', failure = ${failure}, "finishedAt" = now()
       WHERE id = ${id}::uuid AND state = 'RECEIVING'`;
    await eraseLines();
  } catch (error) {
    log.error({ err: error, importId: id }, "the lines of a failed import could not be erased");
  }
}

/**
 * Erases the lines of failed imports, and of those that are about to be deleted. Several servers may run this at once.
 * @throws any database error
 */
export async function eraseLines(): Promise<void> {
  while ((await eraseSome()) === BATCH_ROWS);
}

function eraseSome(): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "ImportLine" WHERE ("importId", number) IN
      (SELECT l."importId", l.number FROM "Import" i JOIN "ImportLine" l ON l."importId" = i.id
        WHERE i.state = 'FAILED' OR i."finishedAt" < now() - make_interval(days => ${IMPORT_DAYS}::int)
        LIMIT ${BATCH_ROWS}::int FOR UPDATE OF l SKIP LOCKED)`;
}
