import "server-only";
import type { MerchantUser } from "@/lib/auth/session";
import { db } from "@/lib/db";

/** How long reading everything may take, in milliseconds. */
const TIMEOUT = 20_000;

/**
 * Everything that is kept about the user's business, as it is at one moment, for the user to take away. Each field is
 * named: what is added to a table later is not exported by accident, and no secret, hash or sealed text ever is.
 */
export function exportAccount(user: MerchantUser) {
  const merchantId = user.merchant.id;
  return db().$transaction(
    async (tx) => {
      const merchant = await tx.merchant.findUniqueOrThrow({
        where: { id: merchantId, users: { some: { id: user.id } } },
        select: { id: true, name: true, createdAt: true },
      });
      const users = await tx.user.findMany({
        where: { merchantId },
        orderBy: { createdAt: "asc" },
        select: {
          id: true,
          email: true,
          emailVerified: true,
          name: true,
          role: true,
          locale: true,
          createdAt: true,
          sessions: { select: { id: true, createdAt: true, expires: true, lastUsedAt: true, userAgent: true } },
        },
      });
      // How the user signs in, and to what they want to change, is not for colleagues.
      const you = await tx.user.findUniqueOrThrow({
        where: { id: user.id },
        select: {
          id: true,
          accounts: { select: { provider: true, providerAccountId: true, createdAt: true } },
          emailChanges: { select: { email: true, createdAt: true, expiresAt: true, usedAt: true } },
        },
      });
      const invitations = await tx.invitation.findMany({
        where: { merchantId },
        orderBy: { createdAt: "asc" },
        select: { id: true, email: true, invitedById: true, createdAt: true, expiresAt: true, usedAt: true },
      });
      const connections = await tx.connection.findMany({
        where: { merchantId },
        orderBy: { connectedAt: "asc" },
        select: {
          receiptheroId: true,
          label: true,
          scopes: true,
          partnerMetadata: true,
          status: true,
          tokenIssuedAt: true,
          connectedAt: true,
          modifiedAt: true,
          removedAt: true,
          removedBy: true,
          revokingSince: true,
          revocationError: true,
          lastNotificationAt: true,
          unauthorizedSince: true,
          unauthorizedReason: true,
          reportedMetadata: true,
          reportedAt: true,
          replacesId: true,
        },
      });
      const authorizationRequests = await tx.authorizationRequest.findMany({
        where: { merchantId },
        orderBy: { createdAt: "asc" },
        select: {
          id: true,
          userId: true,
          label: true,
          scopes: true,
          partnerMetadata: true,
          createdAt: true,
          expiresAt: true,
          claimedAt: true,
          outcome: true,
          receiptheroId: true,
          replacesId: true,
        },
      });
      const ofConnections = { receiptheroId: { in: connections.map((connection) => connection.receiptheroId) } };
      const membershipVisits = await tx.membershipVisit.findMany({
        where: ofConnections,
        orderBy: { createdAt: "asc" },
        select: {
          receiptheroId: true,
          userId: true,
          createdAt: true,
          expiresAt: true,
          usedAt: true,
          outcome: true,
        },
      });
      const notifications = await tx.notification.findMany({
        where: ofConnections,
        orderBy: { firstReceivedAt: "asc" },
        select: {
          type: true,
          receiptheroId: true,
          receiptId: true,
          payload: true,
          deliveries: true,
          firstReceivedAt: true,
          lastReceivedAt: true,
          processedAt: true,
        },
      });
      const receipts = await tx.receipt.findMany({
        where: ofConnections,
        orderBy: { firstSeenAt: "asc" },
        select: {
          receiptheroId: true,
          receiptId: true,
          shopName: true,
          firstSeenAt: true,
          announcedAt: true,
          dueAt: true,
          readyAt: true,
          fetchedAt: true,
        },
      });
      const auditEvents = await tx.auditEvent.findMany({
        where: { merchantId },
        orderBy: { id: "asc" },
        select: {
          id: true,
          at: true,
          actorType: true,
          actorId: true,
          action: true,
          receiptheroId: true,
          before: true,
          after: true,
        },
      });
      return {
        merchant,
        users,
        you,
        invitations,
        connections,
        authorizationRequests,
        membershipVisits,
        notifications,
        receipts,
        auditEvents: auditEvents.map(({ id, ...event }) => ({ id: String(id), ...event })),
      };
    },
    { isolationLevel: "RepeatableRead", timeout: TIMEOUT },
  );
}
