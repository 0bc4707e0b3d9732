import "server-only";
import { db } from "@/lib/db/client";
import type { FailureReason } from "@/lib/errors";
import { log } from "@/lib/log";

/**
 * Writes down why a claimed request did not end in a connection. When the database does not take it, the sweep below
 * settles the request later: the reader's answer does not wait for that.
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
 * Settles requests that were claimed and never got an outcome, because their server died in between. A living server
 * is done within half a minute, so after a minute nobody is working on the request any more.
 * @returns how many there were
 */
export async function settleAbandonedRequests(): Promise<number> {
  const settled = await db().$executeRaw`
    UPDATE "AuthorizationRequest" SET outcome = 'storage_unavailable'
     WHERE outcome IS NULL AND "claimedAt" < now() - interval '60 seconds'`;
  if (settled > 0) log.warn({ settled }, "authorization requests of a server that died were settled");
  return settled;
}
