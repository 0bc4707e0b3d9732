import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import type { Admin } from "@/lib/principal";

/**
 * Pauses a bulk disconnect: no further connection begins to disconnect. Those that have begun continue.
 * @returns whether the bulk disconnect was running
 */
export async function pauseBulkRevocation(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.bulkRevocation.updateMany({
      where: { id, state: "RUNNING" },
      data: { state: "STOPPED" },
    });
    if (count === 0) return false;
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "bulk.stopped", after: { bulkRevocationId: id } });
    return true;
  });
}

/**
 * Resumes a paused bulk disconnect where it left off.
 * @returns whether the bulk disconnect was paused
 */
export async function resumeBulkRevocation(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.bulkRevocation.updateMany({
      where: { id, state: "STOPPED" },
      data: { state: "RUNNING" },
    });
    if (count === 0) return false;
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "bulk.resumed", after: { bulkRevocationId: id } });
    await addJob(tx, "revoke-in-bulk", { bulkRevocationId: id }, { key: id, delay: 0 });
    return true;
  });
}
