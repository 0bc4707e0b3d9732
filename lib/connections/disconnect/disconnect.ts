import "server-only";
import type { Actor } from "@/lib/audit/record";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import { finishDisconnecting } from "@/lib/connections/disconnect/finish";
import { db } from "@/lib/db/client";
import type { RemovedBy } from "@/prisma/generated/enums";

/** How long whoever ends a connection waits for ReceiptHero, in milliseconds. After that a worker goes on. */
const PATIENCE = 5_000;

/**
 * Ends a connection, now if ReceiptHero confirms and else as soon as it does.
 * @param connection by its id and its owner: another merchant's is not found
 * @returns whether it was there and active
 */
export async function disconnectConnection(
  connection: { receiptheroId: string; merchantId: string },
  actor: Actor,
  removedBy: RemovedBy,
): Promise<boolean> {
  const begun = await db().$transaction((tx) => beginDisconnecting(tx, connection, actor, removedBy));
  if (begun) await tryToFinish(connection.receiptheroId);
  return begun;
}

/** The first attempt to finish; one that fails is the worker's to repeat. */
export async function tryToFinish(receiptheroId: string): Promise<void> {
  await finishDisconnecting(receiptheroId, PATIENCE).catch(() => {});
}
