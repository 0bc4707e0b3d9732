import "server-only";
import { followRequest } from "@/lib/connect-sessions/status";
import { db, type Transaction } from "@/lib/db/client";
import type { FailureReason } from "@/lib/errors/failure-reasons";
import { log } from "@/lib/log";

/**
 * Records why a claimed request did not create a connection. If the database fails, the sweep settles the request
 * later, and the user's response does not wait.
 */
export async function settleRequest(id: string, outcome: FailureReason): Promise<void> {
  try {
    await db().$transaction(async (tx) => {
      const settled = await tx.authorizationRequest.updateMany({ where: { id, outcome: null }, data: { outcome } });
      if (settled.count > 0) await followRequest(tx, id);
    });
  } catch (error) {
    log.error(
      { err: error, authorizationRequestId: id, outcome },
      "the outcome of an authorization request could not be stored",
    );
  }
}

/** Records which connection a request created, renewed or moved, and uses up its reconnect link. */
export async function settleConnected(tx: Transaction, id: string, receiptheroId: string): Promise<void> {
  await tx.$executeRaw`SELECT settle_connected(${id}::uuid, ${receiptheroId})`;
}

/**
 * Settles requests that were claimed but have no outcome, because their server died. A live server finishes within half
 * a minute, so after a minute no server is working on the request.
 * @returns how many there were
 */
export async function settleAbandonedRequests(): Promise<number> {
  const settled = await db().$transaction(async (tx) => {
    const requests = await tx.$queryRaw<{ id: string; connectSessionId: string | null }[]>`
      UPDATE "AuthorizationRequest" SET outcome = 'storage_unavailable'
       WHERE outcome IS NULL AND "claimedAt" < now() - interval '60 seconds' RETURNING id, "connectSessionId"`;
    for (const { id, connectSessionId } of requests) if (connectSessionId) await followRequest(tx, id);
    return requests.length;
  });
  if (settled > 0) log.warn({ settled }, "authorization requests of a server that died were settled");
  return settled;
}
