import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import type { ClaimedRequest } from "@/lib/authorization/claim";
import { followRequest } from "@/lib/connect-sessions/status";
import { setDisconnected } from "@/lib/connections/status";
import { db } from "@/lib/db/client";
import type { FailureReason } from "@/lib/errors/failure-reasons";
import { log } from "@/lib/log";
import type { AccessToken } from "@/lib/receipthero/access-token";
import { revoke } from "@/lib/receipthero/revoke";
import { Prisma } from "@/prisma/generated/client";

/** How long the merchant waits for the revocation, and how long each later attempt may take. Milliseconds. */
const FIRST_TRY = 2_500;
const LATER_TRY = 10_000;

/** Pauses between attempts, in milliseconds: about ten minutes in all. */
const PAUSES = [1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 60_000, 120_000, 120_000, 180_000];

/**
 * Revokes an authorization that could not be stored, so that ReceiptHero keeps no grant that is unknown here. The
 * caller waits for the first attempt. If it fails, retries run in the background.
 * @param token its `receiptheroId` is present if the token names the connection
 * @param reason why it could not be stored
 */
export async function rollBackAuthorization(
  request: ClaimedRequest,
  token: Pick<AccessToken, "accessToken"> & Partial<AccessToken>,
  reason: FailureReason,
) {
  const revoked = await attempt(() => revoke(token.accessToken, FIRST_TRY));
  void finish(request, token, reason, revoked);
}

async function finish(
  request: ClaimedRequest,
  token: Partial<AccessToken> & { accessToken: string },
  reason: FailureReason,
  revokedAlready: boolean,
) {
  let revoked = revokedAlready;
  let settled = token.receiptheroId === undefined;
  for (const wait of PAUSES) {
    revoked ||= await attempt(() => revoke(token.accessToken, LATER_TRY));
    if (revoked) settled ||= await attempt(() => removeStored(request, token, reason));
    if (revoked && settled) return;
    await pause(wait);
  }
  log.error(
    { authorizationRequestId: request.id, revoked, settled },
    "an authorization that was not stored could not be undone",
  );
}

/**
 * The database may have committed the connection without confirming it. And revoking the new token has also revoked any
 * earlier one. In both cases the row has no usable token now. A connection that was renewed in the meantime stays.
 */
async function removeStored(
  request: ClaimedRequest,
  token: Partial<AccessToken>,
  reason: FailureReason,
): Promise<void> {
  const { receiptheroId, issuedAt = null } = token;
  await db().$transaction(async (tx) => {
    // First, because it waits for a storing that still goes on in the database, and no storing begins after it.
    await tx.$executeRaw`
      UPDATE "AuthorizationRequest" SET outcome = ${reason}
       WHERE id = ${request.id}::uuid AND (outcome IS NULL OR outcome = 'connected')`;
    if (receiptheroId !== undefined) {
      const isOfThisRequest = Prisma.sql`c."merchantId" = ${request.merchantId}::uuid
        AND (c."tokenIssuedAt" <= ${issuedAt}::timestamptz OR c."tokenIssuedAt" IS NULL OR ${issuedAt}::timestamptz IS NULL)
        -- A server may send no iat, so the order of the requests counts as well.
        AND NOT EXISTS (SELECT FROM "AuthorizationRequest" later JOIN "AuthorizationRequest" undone ON undone.id = ${request.id}::uuid
                         WHERE later."receiptheroId" = c."receiptheroId" AND later.outcome = 'connected'
                           AND later."claimedAt" > undone."claimedAt")`;
      const actor = { type: "SYSTEM" } as const;
      await setDisconnected(tx, receiptheroId, isOfThisRequest, { actor, by: "SYSTEM", details: { reason } });
    }
    await followRequest(tx, request.id);
  });
}

async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    log.warn({ err: error }, "an authorization that was not stored is not undone yet");
    return false;
  }
}
