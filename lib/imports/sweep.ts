import "server-only";
import { db } from "@/lib/db/client";
import { eraseLines } from "@/lib/imports/fail";
import { IMPORT_ABANDONED_MINUTES, IMPORT_DAYS } from "@/lib/lifetimes";

/**
 * Fails the imports whose server has stopped, erases the lines of failed imports, and deletes imports that ended 30 days
 * ago. Several servers may run this at once.
 * @throws any database error
 */
export async function sweepImports(): Promise<void> {
  await db().$executeRaw`
    UPDATE "Import" SET state = 'FAILED', failure = 'abandoned', "finishedAt" = now()
     WHERE state = 'RECEIVING' AND "lastArrivalAt" < now() - make_interval(mins => ${IMPORT_ABANDONED_MINUTES}::int)`;
  await eraseLines();
  await db().$executeRaw`
    DELETE FROM "Import" i WHERE "finishedAt" < now() - make_interval(days => ${IMPORT_DAYS}::int)
       AND NOT EXISTS (SELECT FROM "ImportLine" WHERE "importId" = i.id)`;
}
