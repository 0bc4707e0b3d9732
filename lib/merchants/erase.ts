import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";

/** The name of a deleted business. */
const NO_NAME = "Deleted business";

/**
 * Erases the data of a merchant without members: names, the external ID, labels, metadata, invitations, merchant
 * invitations, connect sessions, notes and tags, the shops of its receipts, all of this in events, and receipts that were not sent. Ids,
 * states and times stay, because the audit log refers to them. The caller must disconnect the connections afterwards: an
 * authorization that is being stored finishes before its request can be deleted, so no connection is missed.
 */
export async function eraseMerchant(tx: Transaction, merchantId: string, actor: Actor): Promise<void> {
  await tx.authorizationRequest.deleteMany({ where: { merchantId } });
  await tx.invitation.deleteMany({ where: { merchantId } });
  await tx.merchantView.deleteMany({ where: { merchantId } });
  // Sessions, invitations, expected owners: a change of a session's state locks them in this order.
  await tx.connectSession.deleteMany({ where: { merchantId } });
  await tx.$executeRaw`
    DELETE FROM "MerchantInvitation" i USING "Merchant" m
     WHERE m.id = ${merchantId}::uuid AND (i."merchantId" = m.id OR i."externalId" = m."externalId")`;
  await tx.expectedOwner.deleteMany({ where: { merchantId } });
  await tx.reconnectLink.deleteMany({ where: { connection: { merchantId } } });
  await tx.$executeRaw`
    DELETE FROM "MembershipVisit" WHERE "receiptheroId" IN
      (SELECT "receiptheroId" FROM "Connection" WHERE "merchantId" = ${merchantId}::uuid)`;
  // A trigger deletes the bodies that have moved (prisma/functions/erase_bodies_of_merchant.sql).
  await tx.$executeRaw`
    UPDATE "Notification" SET payload = '{}'
     WHERE payload <> '{}'
       AND "receiptheroId" IN (SELECT "receiptheroId" FROM "Connection" WHERE "merchantId" = ${merchantId}::uuid)`;
  // A queued receipt is rejected and erased when its turn comes, because its connection is disconnected.
  await tx.$executeRaw`
    UPDATE "OutgoingReceipt" SET "sealedBody" = NULL, errors = '[]'
     WHERE "merchantId" = ${merchantId}::uuid AND state <> 'SENT' AND state NOT IN ('QUEUED', 'SENDING')`;
  // Notifications, connections, receipts: the same lock order as in processing, which prevents deadlocks.
  await tx.connection.updateMany({
    where: { merchantId },
    data: {
      label: "",
      partnerMetadata: {},
      partnerKeys: [],
      reportedMetadata: Prisma.DbNull,
      reportedAt: null,
      typicalInterval: null,
      tags: [],
    },
  });
  await tx.receipt.deleteMany({ where: { connection: { merchantId } } });
  // Those that still have to be delivered go out without what they say of the merchant.
  await tx.$executeRaw`
    UPDATE "Event" SET data = data - 'shop' - 'state' - 'notification' - 'errors' || '{"label": "", "metadata": {}, "external_id": null}'
     WHERE data IS NOT NULL
       AND ("merchantId" = ${merchantId}::uuid OR "merchantId" IS NULL AND "receiptheroId" IN
             (SELECT "receiptheroId" FROM "Connection" WHERE "merchantId" = ${merchantId}::uuid))`;
  await tx.$executeRaw`
    UPDATE "Merchant" SET name = ${NO_NAME}, "externalId" = NULL, tags = '{}', "deletedAt" = now() WHERE id = ${merchantId}::uuid`;
  // After the merchant is locked, so that no note is written about it afterwards.
  await tx.note.deleteMany({ where: { OR: [{ merchantId }, { connection: { merchantId } }] } });
  await recordAuditEvent(tx, { actor, action: "merchant.deleted", merchantId });
}
