import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { recordAuditEvent } from "@/lib/audit/record";
import type { ClaimedRequest } from "@/lib/connections/claim-request";
import { db, type Transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { AccessToken } from "@/lib/receipthero/access-token";
import { seal } from "@/lib/seal";

/** Pauses before storing again, in milliseconds: a database that restarts or fails over is often back at once. */
const PAUSES = [200, 800];

/** How many notifications are woken with a connection that appears. */
const WOKEN = 100;

/**
 * Stores the connection that an access token names: connection, audit event and the request's outcome in one
 * transaction, tried again when the database fails. Repeating is safe, because a transaction whose commit got lost on
 * the way back is recognized by the outcome that it left.
 * @throws AppError `owned_by_another` (nothing was changed) or `storage_unavailable` (nothing is known to be stored)
 */
export async function storeConnection(request: ClaimedRequest, token: AccessToken): Promise<void> {
  for (const wait of [...PAUSES, null]) {
    try {
      return await db().$transaction((tx) => store(tx, request, token), { maxWait: 2_000, timeout: 5_000 });
    } catch (error) {
      if (error instanceof AppError) throw error;
      log.error({ err: error, authorizationRequestId: request.id }, "a connection could not be stored");
      if (wait !== null) await pause(wait);
    }
  }
  throw new AppError("storage_unavailable", "the database did not store a connection");
}

async function store(tx: Transaction, request: ClaimedRequest, token: AccessToken): Promise<void> {
  const [current] = await tx.$queryRaw<{ outcome: string | null }[]>`
    SELECT outcome FROM "AuthorizationRequest" WHERE id = ${request.id}::uuid FOR UPDATE`;
  if (current?.outcome === "connected") return;
  if (current?.outcome !== null) throw new AppError("storage_unavailable", "the request was settled meanwhile");

  const { reconnected } = await upsert(tx, request, token);
  // The connection may have had another owner, whose connections no longer belong in its history.
  await tx.connection.updateMany({
    where: { replacesId: token.receiptheroId, merchantId: { not: request.merchantId } },
    data: { replacesId: null },
  });
  await recordAuditEvent(tx, {
    actor: { type: "USER", id: request.userId },
    action: reconnected ? "connection.reconnected" : "connection.connected",
    merchantId: request.merchantId,
    receiptheroId: token.receiptheroId,
    after: { scopes: request.scopes },
  });
  // Of several requests by one reconnect link the first uses it up; another one counts as if it had been made without.
  await tx.$executeRaw`
    WITH used AS (
      UPDATE "ReconnectLink" l SET "usedAt" = now() FROM "AuthorizationRequest" r
       WHERE r.id = ${request.id}::uuid AND l.id = r."reconnectLinkId" AND l."usedAt" IS NULL RETURNING l.id)
    UPDATE "AuthorizationRequest" SET outcome = 'connected', "receiptheroId" = ${token.receiptheroId},
           "reconnectLinkId" = (SELECT id FROM used)
     WHERE id = ${request.id}::uuid`;
  // What came before the connection was known. If that is very much, the sweep wakes the rest (wake-waiting.ts).
  await tx.$executeRaw`
    UPDATE "Notification" SET state = 'PENDING', "retryAt" = now()
     WHERE state = 'WAITING' AND id IN
           (SELECT id FROM "Notification" WHERE "receiptheroId" = ${token.receiptheroId} AND state = 'WAITING' LIMIT ${WOKEN}::int)`;
}

/**
 * Inserts the connection, or renews the one with this `receipthero_id` if it is the same merchant's. One statement, so
 * that no other transaction comes between looking and writing. Of two renewals that overtake each other the token that
 * ReceiptHero issued last stays. What a deleted merchant left behind belongs to nobody: it begins anew with its new owner.
 */
async function upsert(tx: Transaction, request: ClaimedRequest, token: AccessToken): Promise<{ reconnected: boolean }> {
  const sealedToken = seal(token.accessToken, token.receiptheroId);
  const rows = await tx.$queryRaw<{ reconnected: boolean }[]>`
    INSERT INTO "Connection" AS kept
      ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "tokenIssuedAt", "replacesId")
    VALUES (${token.receiptheroId}, ${request.merchantId}::uuid, ${request.label}, ${request.scopes},
            ${request.partnerMetadata}::jsonb, ${sealedToken}, ${token.issuedAt}::timestamptz,
            (SELECT "receiptheroId" FROM "Connection" WHERE "receiptheroId" = ${request.replacesId}
                AND "receiptheroId" <> ${token.receiptheroId} AND "merchantId" = ${request.merchantId}::uuid))
    ON CONFLICT ("receiptheroId") DO UPDATE SET
      label = excluded.label, scopes = excluded.scopes, "partnerMetadata" = excluded."partnerMetadata",
      status = 'ACTIVE', "merchantId" = excluded."merchantId", "replacesId" = coalesce(excluded."replacesId", CASE WHEN kept."merchantId" = excluded."merchantId" THEN kept."replacesId" END),
      "connectedAt" = CASE WHEN kept."merchantId" = excluded."merchantId" THEN kept."connectedAt" ELSE now() END,
      "modifiedAt" = CASE WHEN kept."merchantId" = excluded."merchantId" THEN now() END,
      "lastNotificationAt" = CASE WHEN kept."merchantId" = excluded."merchantId" THEN kept."lastNotificationAt" END,
      "authorizationNumber" = kept."authorizationNumber" + 1,
      "removedAt" = NULL, "removedBy" = NULL, "revokingSince" = NULL, "revocationError" = NULL, "endReadAt" = NULL,
      "unauthorizedSince" = NULL, "unauthorizedReason" = NULL, "tokenAcceptedAt" = now(), "reportedMetadata" = NULL, "reportedAt" = NULL,
      -- Silence counts anew.
      "usualGap" = CASE WHEN kept."merchantId" = excluded."merchantId" THEN kept."usualGap" END,
      "gapFrom" = CASE WHEN kept."merchantId" = excluded."merchantId" THEN kept."gapFrom" END,
      "quietFrom" = CASE WHEN kept."usualGap" IS NOT NULL AND kept."merchantId" = excluded."merchantId"
                         THEN now() + greatest(interval '3 days', 4 * make_interval(secs => kept."usualGap")) END,
      "sealedToken" = CASE WHEN kept."tokenIssuedAt" > excluded."tokenIssuedAt" AND kept.status = 'ACTIVE'
                           THEN kept."sealedToken" ELSE excluded."sealedToken" END,
      "tokenIssuedAt" = CASE WHEN kept."tokenIssuedAt" > excluded."tokenIssuedAt" AND kept.status = 'ACTIVE'
                             THEN kept."tokenIssuedAt" ELSE excluded."tokenIssuedAt" END
      WHERE kept."merchantId" = excluded."merchantId" OR (kept.status = 'REMOVED' AND EXISTS
            (SELECT 1 FROM "Merchant" WHERE id = kept."merchantId" AND "deletedAt" IS NOT NULL))
    RETURNING "modifiedAt" IS NOT NULL AS reconnected`;
  const [row] = rows;
  if (!row) throw new AppError("owned_by_another", "the receipthero_id belongs to another merchant's connection");
  return row;
}
