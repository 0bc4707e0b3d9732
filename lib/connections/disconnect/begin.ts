import "server-only";
import type { Actor } from "@/lib/audit/record";
import { setDisconnecting } from "@/lib/connections/status";
import type { Transaction } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import type { DisconnectedBy } from "@/prisma/generated/enums";

/**
 * Seconds until a worker takes over. The request that begins the disconnect makes the first attempt. The job is for the
 * case that this attempt fails or its server dies.
 */
const JOB_DELAY = 15;

/**
 * Begins to disconnect a connection: it becomes `DISCONNECTING`, and a job completes the disconnect. ReceiptHero may still
 * accept the token until `finishDisconnecting` has its confirmation, so no email is sent yet.
 * @param connection its ID and its owner; another merchant's connection is not found
 * @param place where the merchant disconnected it, unless it was here
 * @returns whether it was active; a disconnecting or disconnected connection stays as it is
 */
export async function beginDisconnecting(
  tx: Transaction,
  connection: { receiptheroId: string; merchantId: string },
  actor: Actor,
  disconnectedBy: DisconnectedBy,
  place?: "membership",
): Promise<boolean> {
  if (!(await setDisconnecting(tx, connection, actor, disconnectedBy, place))) return false;
  const { receiptheroId } = connection;
  await addJob(tx, "disconnect", { receiptheroId }, { key: receiptheroId, delay: JOB_DELAY });
  return true;
}
