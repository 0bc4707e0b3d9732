import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { failImport } from "@/lib/imports/fail";
import type { ReceivedLines } from "@/lib/imports/receive/receive";
import { type Importer, orNotStored } from "@/lib/imports/receive/storage";
import { addJob } from "@/lib/jobs/add-job";

/**
 * Lets jobs work through the lines of an import, all of which have arrived.
 * @param callId identifies a call of the API that may be repeated after a crash (docs/decisions/0045-idempotency.md);
 * null when it is none. If an earlier call has queued the same lines, these are erased
 * @returns the import's id, or that of the earlier call
 * @throws AppError `import_empty` or `storage_unavailable`; then nothing is imported
 */
export async function queueImport(
  principal: Importer,
  { id: importId, lines }: ReceivedLines,
  callId: string | null,
): Promise<string> {
  if (lines === 0) {
    await failImport(importId, "empty");
    throw new AppError("import_empty");
  }
  try {
    const queued = await orNotStored(() => queue(principal, importId, lines, callId));
    if (queued !== importId) await discardImport(importId);
    return queued;
  } catch (error) {
    await failImport(importId, "not_stored");
    throw error;
  }
}

/** Erases the lines of a repeated call, and that they arrived. */
export async function discardImport(id: string): Promise<void> {
  await failImport(id, "repeated");
  // If it fails, the import stays among the failed ones for a while.
  await db().$executeRaw`DELETE FROM "Import" WHERE id = ${id}::uuid AND failure = 'repeated'`.catch(() => 0);
}

/** @returns the import's id, or that of an earlier call with the same lines */
async function queue(principal: Importer, importId: string, lines: number, callId: string | null): Promise<string> {
  return db().$transaction(async (tx) => {
    const earlier = callId && (await tx.import.findUnique({ where: { callId }, select: { id: true } }));
    if (earlier) return earlier.id;
    const queued = await tx.$executeRaw`
      UPDATE "Import" SET state = 'QUEUED', "receivedAt" = now(), "callId" = ${callId}::uuid
       WHERE id = ${importId}::uuid AND state = 'RECEIVING'`;
    if (queued === 0) throw new AppError("import_incomplete", "another server has ended the import");
    await recordAuditEvent(tx, { actor: actorOf(principal), action: "import.received", after: { importId, lines } });
    await addJob(tx, "import", { importId }, { key: importId, delay: 0 });
    return importId;
  });
}
