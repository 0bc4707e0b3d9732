import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { countLines } from "@/lib/imports/count-lines";
import { importBatch } from "@/lib/imports/run/import-batch";
import { addJob } from "@/lib/jobs/add-job";

/**
 * Runs the next step of an import, and schedules the one after it. Several workers may run at once, and each may die at
 * any time: a line that is imported again is found unchanged.
 * @throws any database error; the job is then retried
 */
export async function runImportStep(importId: string): Promise<void> {
  const [found] = await db().$queryRaw<{ startedByType: Actor["type"]; startedById: string | null }[]>`
    UPDATE "Import" SET state = 'RUNNING' WHERE id = ${importId}::uuid AND state IN ('QUEUED', 'RUNNING')
    RETURNING "startedByType", "startedById"`;
  if (!found) return;
  await importBatch(importId, actorOfImport(found.startedByType, found.startedById));
  await goOn(importId);
}

/** Without an id, it was an operator's command. */
function actorOfImport(type: Actor["type"], id: string | null): Actor {
  if (id === null) return { type: "SYSTEM", command: "import" };
  return { type: type === "API_KEY" ? "API_KEY" : "USER", id };
}

/** Adds the job for the next step, or closes the import when no line is left. */
async function goOn(importId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const finished = await tx.$executeRaw`
      UPDATE "Import" SET state = 'DONE', "finishedAt" = now()
       WHERE id = ${importId}::uuid AND state = 'RUNNING'
         AND NOT EXISTS (SELECT FROM "ImportLine" WHERE "importId" = ${importId}::uuid AND state = 'WAITING')`;
    if (finished > 0) {
      const { WAITING: _none, ...counts } = await countLines(importId, tx);
      const after = { importId, ...counts };
      await recordAuditEvent(tx, { actor: { type: "SYSTEM" }, action: "import.finished", after });
    } else {
      await addJob(tx, "import", { importId }, { key: importId, delay: 0 });
    }
  });
}
