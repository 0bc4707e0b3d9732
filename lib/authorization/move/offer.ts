import "server-only";
import type { ClaimedRequest } from "@/lib/authorization/claim";
import { sealGrant } from "@/lib/authorization/move/waiting-grant";
import type { Former } from "@/lib/connections/status";
import { db } from "@/lib/db/client";
import { MOVE_OFFER_MINUTES } from "@/lib/lifetimes";
import { log } from "@/lib/log";
import type { AccessToken } from "@/lib/receipthero/access-token";

/**
 * Offers to move a connection that belongs to another merchant, if the user owns both. The new token then waits sealed
 * with the request, because the former one may be dead. A connection that is being disconnected is not offered: that
 * may end the new token, too. If the database fails, nothing is offered.
 * @param request the request of the merchant who was refused
 * @param token the token that ReceiptHero issued for it
 * @returns whether it was offered; then the request has the outcome `move_offered`
 */
export async function offerMove(request: ClaimedRequest, token: AccessToken): Promise<boolean> {
  try {
    const former = await formerOf(request, token.receiptheroId);
    if (!former) return false;
    const sealedGrant = sealGrant({ ...token, former }, request.stateHash);
    const offered = await db().$executeRaw`
      UPDATE "AuthorizationRequest" SET outcome = 'move_offered', "sealedGrant" = ${sealedGrant},
             "grantExpiresAt" = now() + make_interval(mins => ${MOVE_OFFER_MINUTES}::int)
       WHERE id = ${request.id}::uuid AND outcome IS NULL`;
    return offered > 0;
  } catch (error) {
    log.error({ err: error, authorizationRequestId: request.id }, "the move of a connection could not be offered");
    return false;
  }
}

/** The connection as it is, if the user owns its merchant and the request's. */
async function formerOf({ userId, merchantId }: ClaimedRequest, receiptheroId: string): Promise<Former | null> {
  if (!userId) return null;
  const [former] = await db().$queryRaw<Former[]>`
    SELECT c."merchantId", c.status, c."grantNumber" FROM "Connection" c
     WHERE c."receiptheroId" = ${receiptheroId} AND c.status <> 'DISCONNECTING'
       AND 2 = (SELECT count(*) FROM "Member" b WHERE b."userId" = ${userId}::uuid AND b.role = 'OWNER'
                                                  AND b."merchantId" IN (c."merchantId", ${merchantId}::uuid))`;
  return former ?? null;
}
