import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { findWaiting, type WaitingRequest } from "@/lib/authorization/move/find-waiting";
import type { WaitingGrant } from "@/lib/authorization/move/waiting-grant";
import { settleConnected } from "@/lib/authorization/settle";
import { confirms } from "@/lib/connections/disconnect/confirm-by-name";
import { type Former, type Grant, moveToMerchant } from "@/lib/connections/status";
import { seal } from "@/lib/crypto/seal";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { lockMerchant } from "@/lib/merchants/lock";
import type { Owner } from "@/lib/principal";

/**
 * Moves a connection from another business of the owner to this one, with the token that waits in an authorization
 * request. It starts again here: what the former business knew of it is erased, as for every new owner. A second call
 * for the same request changes nothing.
 * @param requestId a UUID
 * @param confirmation the connection's label in the former business, or the end of its ReceiptHero ID, typed
 * @returns the connection's receipthero_id
 * @throws AppError `move_expired` when no token waits (any more); `not_owner_of_both`; `move_outdated` when the connection
 * was granted again, disconnected or moved since the offer; `confirmation_differs`
 */
export async function moveConnection(owner: Owner, requestId: string, confirmation: string): Promise<string> {
  // Merchants are locked before requests, and only the grant tells which ones.
  const former = (await findWaiting(owner, requestId))?.grant?.former;
  return db().$transaction(async (tx) => {
    if (former) await lockAsOwner(tx, owner, former.merchantId);
    const request = await findWaiting(owner, requestId, tx);
    // Another tab was faster.
    if (request?.receiptheroId) return request.receiptheroId;
    if (!request?.grant || !former) throw new AppError("move_expired");
    await move(tx, owner, request, request.grant, confirmation);
    return request.grant.receiptheroId;
  });
}

/** Locks both merchants, in the order of all changes of members, and checks that the user still owns both. */
async function lockAsOwner(tx: Transaction, owner: Owner, formerId: string): Promise<void> {
  const ids = [owner.merchant.id, formerId].sort();
  for (const id of ids) await lockMerchant(tx, id);
  const owned = await tx.member.count({ where: { userId: owner.id, role: "OWNER", merchantId: { in: ids } } });
  if (owned < ids.length) throw new AppError("not_owner_of_both");
}

async function move(
  tx: Transaction,
  owner: Owner,
  request: WaitingRequest,
  { accessToken, receiptheroId, issuedAt, scopes: granted, former }: WaitingGrant,
  confirmation: string,
): Promise<void> {
  const merchantId = owner.merchant.id;
  const { label, partnerMetadata, partnerKeys, replacesId } = request;
  const scopes = granted ?? request.scopes;
  const readProven = granted?.includes("receipt:read") ?? false;
  const sealedToken = seal(accessToken, receiptheroId);

  // Notifications, connections, receipts: the same lock order as in processing, which prevents deadlocks.
  // Those that came before the former owner's first grant now count to it, so the new owner does not download them.
  await tx.$executeRaw`
    UPDATE "Notification" SET "grantNumber" = greatest("grantNumber", 1)
     WHERE "receiptheroId" = ${receiptheroId} AND "grantNumber" = 0`;
  // A trigger deletes the bodies that have moved (prisma/functions/erase_bodies_of_merchant.sql).
  await tx.$executeRaw`
    UPDATE "Notification" SET payload = '{}' WHERE "receiptheroId" = ${receiptheroId} AND payload <> '{}'`;
  const grant = {
    receiptheroId,
    merchantId,
    label,
    scopes,
    readProven,
    partnerMetadata,
    partnerKeys,
    replacesId,
    sealedToken,
    issuedAt,
  };
  await giveConfirmed(tx, grant, former, confirmation);
  await tx.receipt.deleteMany({ where: { receiptheroId } });
  await tx.reconnectLink.deleteMany({ where: { receiptheroId } });
  await tx.membershipVisit.deleteMany({ where: { receiptheroId } });

  // Neither event names the other business: its members read it.
  const actor = actorOf(owner);
  const before = { status: former.status };
  await recordAuditEvent(tx, {
    actor,
    action: "connection.moved_out",
    merchantId: former.merchantId,
    receiptheroId,
    before,
  });
  await recordAuditEvent(tx, { actor, action: "connection.moved_in", merchantId, receiptheroId, after: { scopes } });
  await settleConnected(tx, request.id, receiptheroId);
}

async function giveConfirmed(tx: Transaction, grant: Grant, former: Former, confirmation: string): Promise<void> {
  const label = await moveToMerchant(tx, grant, former);
  if (label === null) throw new AppError("move_outdated");
  if (!confirms({ label, receiptheroId: grant.receiptheroId }, confirmation))
    throw new AppError("confirmation_differs");
}
