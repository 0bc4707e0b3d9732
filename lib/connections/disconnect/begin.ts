import "server-only";
import type { Actor } from "@/lib/audit/record";
import { beginRevoking } from "@/lib/connections/status";
import type { Transaction } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import type { RemovedBy } from "@/prisma/generated/enums";

/**
 * Seconds until a worker takes over. The request that begins the ending tries at once; the job is for when that fails,
 * or its server dies.
 */
const JOB_DELAY = 15;

/**
 * Begins to end a connection: it becomes `REVOKING`, and a job will see it through. ReceiptHero may still accept the
 * token until `finishDisconnecting` has had its answer, and so nobody is told that it is over.
 * @param connection by its id and its owner: another merchant's is not found
 * @param place where the merchant did so, unless it was here
 * @returns whether it was active; one that is ending or has ended stays as it is
 */
export async function beginDisconnecting(
  tx: Transaction,
  connection: { receiptheroId: string; merchantId: string },
  actor: Actor,
  removedBy: RemovedBy,
  place?: "membership",
): Promise<boolean> {
  if (!(await beginRevoking(tx, connection, actor, removedBy, place))) return false;
  const { receiptheroId } = connection;
  await addJob(tx, "end-connection", { receiptheroId }, { key: receiptheroId, delay: JOB_DELAY });
  return true;
}
