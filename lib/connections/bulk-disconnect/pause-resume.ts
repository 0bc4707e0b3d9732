import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import type { Admin } from "@/lib/principal";

/**
 * Pauses a bulk disconnect: no further connection begins to disconnect, and no email of it is sent. Those that have begun
 * continue.
 * @returns whether the bulk disconnect was running
 */
export async function pauseBulkDisconnect(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.bulkDisconnect.updateMany({
      where: { id, state: "RUNNING" },
      data: { state: "PAUSED" },
    });
    if (count === 0) return false;
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "bulk.paused", after: { bulkDisconnectId: id } });
    return true;
  });
}

/**
 * Resumes a paused bulk disconnect where it left off. From then on the admin who resumes it is responsible for it.
 * @returns whether the bulk disconnect was paused
 */
export async function resumeBulkDisconnect(admin: Admin, id: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const { count } = await tx.bulkDisconnect.updateMany({
      where: { id, state: "PAUSED" },
      data: { state: "RUNNING", resumedById: admin.id },
    });
    if (count === 0) return false;
    await recordAuditEvent(tx, { actor: actorOf(admin), action: "bulk.resumed", after: { bulkDisconnectId: id } });
    await addJob(tx, "bulk-disconnect", { bulkDisconnectId: id }, { key: id, delay: 0 });
    await addJob(tx, "send-user-mails", {}, { key: "all", delay: 0 });
    return true;
  });
}
