import "server-only";
import type { Transaction } from "@/lib/db/client";
import { addJobs } from "@/lib/jobs/add-job";

/**
 * Queues the email that an endpoint was switched off, for the admins. There is one job per admin, so an email that cannot
 * be delivered does not hold up the others.
 */
export async function queueSwitchedOffMails(tx: Transaction, endpointId: string): Promise<void> {
  const admins = await tx.user.findMany({ where: { role: "ADMIN", disabledAt: null }, select: { id: true } });
  const jobs = admins.map(({ id: userId }) => ({ key: `${endpointId}:${userId}`, payload: { endpointId, userId } }));
  await addJobs(tx, "send-switched-off-mail", jobs, 0);
}
