import "server-only";
import type { Origin } from "@/lib/audit/record";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { queryKept } from "@/lib/db/query-kept";
import { AppError } from "@/lib/errors/app-error";
import type { FailureReason } from "@/lib/errors/failure-reasons";
import { type ConnectBrowser, isConnectBrowser, type User } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** An authorization request that a callback has claimed. No other callback can use it. */
export type ClaimedRequest = Origin & {
  id: string;
  stateHash: string;
  merchantId: string;
  label: string;
  scopes: string[];
  /** JSON as the database holds it. */
  partnerMetadata: string;
  partnerKeys: string[];
  sealedCodeVerifier: string | null;
  /** The connection that the merchant reconnects, if this is a reconnect. */
  replacesId: string | null;
};

/**
 * Claims the request that a callback belongs to. It is one statement, so only one of several concurrent callbacks
 * succeeds. The request must be neither used nor expired, and all of these must match:
 * - For a user: the user, the session and the browser. The user must still be a member of the merchant that the request
 *   was started for, and not only a reader.
 * - For a connect session: the session and the browser that pressed its button. The session must not have ended.
 * @param browser the hash that identifies the browser, or null when it does not have our cookie
 * @throws AppError `state_mismatch`, `wrong_user`, `not_a_member`, `state_used` or `state_expired`; then the request is
 * unchanged
 */
export async function claimRequest(
  returning: User | ConnectBrowser,
  browser: string | null,
  state: string,
): Promise<ClaimedRequest> {
  const stateHash = sha256(state);
  const [claimed] = await queryKept<ClaimedRequest>(Prisma.sql`
    UPDATE "AuthorizationRequest" r SET "claimedAt" = now()
     WHERE r."stateHash" = ${stateHash} AND ${isOf(returning)} AND r."browserHash" = ${browser}
       AND r."expiresAt" > now() AND r."claimedAt" IS NULL
    RETURNING id, "stateHash", "userId", "connectSessionId", "merchantId", label, scopes,
              "partnerMetadata"::text AS "partnerMetadata", "partnerKeys", "sealedCodeVerifier", "replacesId"`);
  if (!claimed) throw new AppError(await reasonOfRefusal(returning, browser, stateHash));
  return claimed;
}

/** SQL: the request `r` belongs to who returns, who may still connect. */
function isOf(returning: User | ConnectBrowser): Prisma.Sql {
  if (isConnectBrowser(returning)) {
    return Prisma.sql`r."connectSessionId" = ${returning.connectSessionId}::uuid
      AND EXISTS (SELECT FROM "ConnectSession" s WHERE s.id = r."connectSessionId" AND s.status = 'opened'
                     AND s."browserHash" = ${returning.browserHash})`;
  }
  return Prisma.sql`r."userId" = ${returning.id}::uuid AND r."sessionId" = ${returning.sessionId}::uuid
    AND EXISTS (SELECT FROM "Member" b WHERE b."merchantId" = r."merchantId" AND b."userId" = r."userId"
                                         AND b.role <> 'READER')`;
}

type RefusedRequest = {
  userId: string | null;
  sessionId: string | null;
  connectSessionId: string | null;
  browserHash: string;
  claimedAt: Date | null;
  isExpired: boolean;
};

async function reasonOfRefusal(
  returning: User | ConnectBrowser,
  browser: string | null,
  stateHash: string,
): Promise<FailureReason> {
  const [request] = await db().$queryRaw<RefusedRequest[]>`
    SELECT "userId", "sessionId", "connectSessionId", "browserHash", "claimedAt", "expiresAt" <= now() AS "isExpired"
      FROM "AuthorizationRequest" WHERE "stateHash" = ${stateHash}`;
  if (!request) return "state_mismatch";
  if (isConnectBrowser(returning)) {
    const isOwn = request.connectSessionId === returning.connectSessionId && request.browserHash === browser;
    if (!isOwn) return "state_mismatch";
    return request.claimedAt || !request.isExpired ? "state_used" : "state_expired";
  }
  if (request.userId !== returning.id) return "wrong_user";
  if (request.sessionId !== returning.sessionId || request.browserHash !== browser) return "state_mismatch";
  if (request.claimedAt) return "state_used";
  return request.isExpired ? "state_expired" : "not_a_member";
}
