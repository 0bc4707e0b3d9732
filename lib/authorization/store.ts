import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { actorOfOrigin, recordAuditEvent } from "@/lib/audit/record";
import type { ClaimedRequest } from "@/lib/authorization/claim";
import { settleConnected } from "@/lib/authorization/settle";
import { activate } from "@/lib/connections/status";
import { seal } from "@/lib/crypto/seal";
import { db, type Transaction } from "@/lib/db/client";
import { queryKept } from "@/lib/db/query-kept";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { lockMember } from "@/lib/merchants/lock";
import { releaseWaiting } from "@/lib/notifications/state";
import type { AccessToken } from "@/lib/receipthero/access-token";
import { Prisma } from "@/prisma/generated/client";

/** Pauses before retries, in milliseconds: a database that restarts or fails over is often back quickly. */
const PAUSES = [200, 800];

/** How many waiting notifications are released together with a new connection. */
const RELEASED = 100;

/**
 * Stores the connection that an access token names: the connection, the audit event and the request's outcome in one
 * transaction. It retries when the database fails. A retry is safe: if the commit succeeded but its confirmation was
 * lost, the stored outcome shows that.
 * @throws AppError `owned_by_another` or `not_a_member`, if the user may no longer connect the merchant (nothing was
 * changed); `storage_unavailable` (nothing is known to be stored)
 */
export async function storeConnection(request: ClaimedRequest, token: AccessToken): Promise<void> {
  const sealedToken = seal(token.accessToken, token.receiptheroId);
  for (const wait of [...PAUSES, null]) {
    try {
      if (await storeNew(request, token, sealedToken)) return;
      return await db().$transaction((tx) => store(tx, request, token, sealedToken), {
        maxWait: 2_000,
        timeout: 5_000,
      });
    } catch (error) {
      if (error instanceof AppError) throw error;
      log.error({ err: error, authorizationRequestId: request.id }, "a connection could not be stored");
      if (wait !== null) await pause(wait);
    }
  }
  throw new AppError("storage_unavailable", "the database did not store a connection");
}

/**
 * Stores a connection that is not here yet, in one round trip (docs/decisions/0079-three-round-trips.md).
 * @returns false when nothing was changed, because the connection is here already or must not be stored
 */
async function storeNew(request: ClaimedRequest, token: AccessToken, sealedToken: string): Promise<boolean> {
  const { receiptheroId, issuedAt, scopes } = token;
  const [row] = await queryKept<{ isStored: boolean }>(Prisma.sql`
    SELECT store_new_connection(${request.id}::uuid, ${receiptheroId}, ${sealedToken}, ${issuedAt}::timestamptz, ${scopes}::text[],
                                ${RELEASED}::int) AS "isStored"`);
  return row?.isStored ?? false;
}

/** Stores a connection that may be here already, or says why it must not be stored. */
async function store(tx: Transaction, request: ClaimedRequest, token: AccessToken, sealedToken: string): Promise<void> {
  // Locked before the request: leaving a merchant and deleting an account lock in this order, too.
  const { userId } = request;
  const isMember = userId === null || (await lockMember(tx, { ...request, userId }));
  const [current] = await tx.$queryRaw<{ outcome: string | null }[]>`
    SELECT outcome FROM "AuthorizationRequest" WHERE id = ${request.id}::uuid FOR UPDATE`;
  if (current?.outcome === "connected") return;
  if (current?.outcome !== null) throw new AppError("storage_unavailable", "the request was settled meanwhile");

  const { merchantId, label, partnerMetadata, partnerKeys, replacesId } = request;
  const scopes = token.scopes ?? request.scopes;
  const readProven = token.scopes?.includes("receipt:read") ?? false;
  const { receiptheroId, issuedAt } = token;
  const asked = { merchantId, label, partnerMetadata, partnerKeys, replacesId };
  const activation = await activate(tx, { ...asked, scopes, readProven, receiptheroId, sealedToken, issuedAt });
  if (activation === "foreign") {
    throw new AppError("owned_by_another", "the receipthero_id belongs to another merchant's connection");
  }
  // Only now, because this grant is revoked, and another merchant's connection must not be.
  if (!isMember) throw new AppError("not_a_member", "the user ceased to be a member since the claim");
  await recordAuditEvent(tx, {
    actor: actorOfOrigin(request),
    action: activation === "renewed" ? "connection.reconnected" : "connection.connected",
    merchantId,
    receiptheroId,
    after: { scopes },
  });
  await settleConnected(tx, request.id, receiptheroId);
  // Notifications that arrived before the connection existed. If there are very many, the sweep releases the rest.
  await releaseWaiting(tx, Prisma.sql`n."receiptheroId" = ${receiptheroId}`, RELEASED);
}
