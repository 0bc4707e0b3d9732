import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { AppError, type FailureReason } from "@/lib/errors";
import type { User } from "@/lib/principal";

/** An authorization request whose answer has come, and which no other callback can use any more. */
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
  /** The connection that the merchant wants back, when this is a reconnect. */
  replacesId: string | null;
};

/**
 * Claims the request that a callback answers: in one statement, so that of any number of simultaneous callbacks one
 * gets it. It must be the right user, session and browser, in time, and not used.
 * @param browser the hash that names the browser, or null when it has no cookie of ours
 * @throws AppError `state_mismatch`, `wrong_user`, `state_used` or `state_expired`; then the request is as it was
 */
export async function claimRequest(user: User, browser: string | null, state: string): Promise<ClaimedRequest> {
  const stateHash = sha256(state);
  const [claimed] = await db().$queryRaw<ClaimedRequest[]>`
    UPDATE "AuthorizationRequest"
       SET "claimedAt" = now()
     WHERE "stateHash" = ${stateHash}
       AND "userId" = ${user.id}::uuid
       AND "merchantId" = ${user.merchant?.id ?? null}::uuid
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
  return request.expired ? "state_expired" : "state_mismatch";
}
