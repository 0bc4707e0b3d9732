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

/** Records which connection a request created, renewed or moved. */
export async function settleConnected(tx: Transaction, id: string, receiptheroId: string): Promise<void> {
  // The first of several requests from one reconnect link uses it up. The others count as requests without a link.
  await tx.$executeRaw`
    WITH used AS (
      UPDATE "ReconnectLink" l SET "usedAt" = now() FROM "AuthorizationRequest" r
       WHERE r.id = ${id}::uuid AND l.id = r."reconnectLinkId" AND l."usedAt" IS NULL RETURNING l.id)
    UPDATE "AuthorizationRequest" SET outcome = 'connected', "receiptheroId" = ${receiptheroId},
           "sealedGrant" = NULL, "grantExpiresAt" = NULL, "reconnectLinkId" = (SELECT id FROM used)
     WHERE id = ${id}::uuid`;
  await followRequest(tx, id);
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
