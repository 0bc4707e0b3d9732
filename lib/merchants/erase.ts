import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";

/** What stands where the name of a business stood. */
const NO_NAME = "Deleted business";

/**
 * Erases what a business, of which nobody is left, has told about itself: names, labels, notes, invitations, and in
 * which shops it bought. What stays are ids, states and times, which the audit log speaks of. Its tokens are the
 * caller's to end, after this: a consent that is being stored finishes before its request can go, so no connection
 * escapes the caller.
 */
export async function eraseMerchant(tx: Transaction, merchantId: string, actor: Actor): Promise<void> {
  await tx.authorizationRequest.deleteMany({ where: { merchantId } });
  await tx.invitation.deleteMany({ where: { merchantId } });
  await tx.reconnectLink.deleteMany({ where: { connection: { merchantId } } });
  await tx.$executeRaw`
    DELETE FROM "MembershipVisit" WHERE "receiptheroId" IN
      (SELECT "receiptheroId" FROM "Connection" WHERE "merchantId" = ${merchantId}::uuid)`;
  await tx.$executeRaw`
    UPDATE "Notification" SET payload = '{}' WHERE "receiptheroId" IN
      (SELECT "receiptheroId" FROM "Connection" WHERE "merchantId" = ${merchantId}::uuid)`;
  // Notifications, connections, receipts: in the order in which they are processed, or the two would wait for each other.
  await tx.connection.updateMany({
    where: { merchantId },
    data: {
      label: "",
      partnerMetadata: {},
      reportedMetadata: Prisma.DbNull,
      reportedAt: null,
      usualGap: null,
      quietFrom: null,
      gapFrom: null,
    },
  });
  await tx.receipt.deleteMany({ where: { connection: { merchantId } } });
  await tx.$executeRaw`
    UPDATE "Merchant" SET name = ${NO_NAME}, "deletedAt" = now() WHERE id = ${merchantId}::uuid`;
  await recordAuditEvent(tx, { actor, action: "merchant.deleted", merchantId });
}
