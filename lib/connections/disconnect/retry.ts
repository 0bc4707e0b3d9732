import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import type { Admin } from "@/lib/principal";

/**
 * Makes a worker retry a disconnect at once, with another day of attempts.
 * @returns whether the connection was disconnecting
 */
export async function retryDisconnecting(admin: Admin, receiptheroId: string): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const waiting = await tx.connection.findUnique({
      where: { receiptheroId, status: "DISCONNECTING" },
      select: { merchantId: true },
    });
    if (!waiting) return false;
    await addJob(tx, "disconnect", { receiptheroId }, { key: receiptheroId, delay: 0 });
    const actor = actorOf(admin);
    await recordAuditEvent(tx, { actor, action: "connection.retried", merchantId: waiting.merchantId, receiptheroId });
    return true;
  });
}
