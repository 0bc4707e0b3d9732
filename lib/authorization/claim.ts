import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { FailureReason } from "@/lib/errors/failure-reasons";
import type { User } from "@/lib/principal";

/** An authorization request that a callback has claimed. No other callback can use it. */
export type ClaimedRequest = {
  id: string;
  stateHash: string;
  userId: string;
  merchantId: string;
  label: string;
  scopes: string[];
  /** JSON as the database holds it. */
  partnerMetadata: string;
  sealedCodeVerifier: string | null;
  /** The connection that the merchant reconnects, if this is a reconnect. */
  replacesId: string | null;
};

/**
 * Claims the request that a callback belongs to. It is one statement, so only one of several concurrent callbacks
 * succeeds. The user, the session and the browser must match, and the request must be neither used nor expired. The user
 * must still be a member of the merchant that the request was started for, and not only a reader.
 * @param browser the hash that identifies the browser, or null when it does not have our cookie
 * @throws AppError `state_mismatch`, `wrong_user`, `not_a_member`, `state_used` or `state_expired`; then the request is
 * unchanged
 */
export async function claimRequest(user: User, browser: string | null, state: string): Promise<ClaimedRequest> {
  const stateHash = sha256(state);
  const [claimed] = await db().$queryRaw<ClaimedRequest[]>`
    UPDATE "AuthorizationRequest"
       SET "claimedAt" = now()
     WHERE "stateHash" = ${stateHash}
       AND "userId" = ${user.id}::uuid
       AND EXISTS (SELECT FROM "Member" b WHERE b."merchantId" = "AuthorizationRequest"."merchantId"
                                            AND b."userId" = "AuthorizationRequest"."userId" AND b.role <> 'READER')
       AND "sessionId" = ${user.sessionId}::uuid
       AND "browserHash" = ${browser}
       AND "expiresAt" > now()
       AND "claimedAt" IS NULL
    RETURNING id, "stateHash", "userId", "merchantId", label, scopes, "partnerMetadata"::text AS "partnerMetadata",
              "sealedCodeVerifier", "replacesId"`;
  if (!claimed) throw new AppError(await reasonOfRefusal(user, browser, stateHash));
  return claimed;
}

async function reasonOfRefusal(user: User, browser: string | null, stateHash: string): Promise<FailureReason> {
  const [request] = await db().$queryRaw<
    { userId: string; sessionId: string; browserHash: string; claimedAt: Date | null; expired: boolean }[]
  >`
    SELECT "userId", "sessionId", "browserHash", "claimedAt", "expiresAt" <= now() AS expired
      FROM "AuthorizationRequest" WHERE "stateHash" = ${stateHash}`;
  if (!request) return "state_mismatch";
  if (request.userId !== user.id) return "wrong_user";
  if (request.sessionId !== user.sessionId || request.browserHash !== browser) return "state_mismatch";
  if (request.claimedAt) return "state_used";
  return request.expired ? "state_expired" : "not_a_member";
}
