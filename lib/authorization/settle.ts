import "server-only";
import { db } from "@/lib/db/client";
import type { FailureReason } from "@/lib/errors";
import { log } from "@/lib/log";

/**
 * Records why a claimed request did not create a connection. If the database fails, the sweep settles the request
 * later, and the user's response does not wait.
 */
export async function settleRequest(id: string, outcome: FailureReason): Promise<void> {
  try {
    await db().authorizationRequest.updateMany({ where: { id, outcome: null }, data: { outcome } });
  } catch (error) {
    log.error(
      { err: error, authorizationRequestId: id, outcome },
      "the outcome of an authorization request could not be stored",
    );
  }
}

/**
 * Settles requests that were claimed but have no outcome, because their server died. A live server finishes within half
 * a minute, so after a minute no server is working on the request.
 * @returns how many there were
 */
export async function settleAbandonedRequests(): Promise<number> {
  const settled = await db().$executeRaw`
    UPDATE "AuthorizationRequest" SET outcome = 'storage_unavailable'
     WHERE outcome IS NULL AND "claimedAt" < now() - interval '60 seconds'`;
  if (settled > 0) log.warn({ settled }, "authorization requests of a server that died were settled");
  return settled;
}
