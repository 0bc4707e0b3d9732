import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/**
 * Makes a link by which a merchant can grant a connection anew, for seven days. It takes the place of an earlier one
 * that is still open, so that what is out there is one link at most.
 * @returns the token, which is kept nowhere; null when the connection is healthy, or its merchant was deleted
 */
export async function createReconnectLink(admin: Admin, receiptheroId: string): Promise<string | null> {
  const token = randomSecret();
  return db().$transaction(async (tx) => {
    // Locked, so that of two admins the second closes the first one's link.
    const [connection] = await tx.$queryRaw<{ merchantId: string }[]>`
      SELECT "merchantId" FROM "Connection" c
       WHERE "receiptheroId" = ${receiptheroId} AND connection_health(c) <> 'healthy'
         AND EXISTS (SELECT FROM "Merchant" WHERE id = c."merchantId" AND "deletedAt" IS NULL)
         FOR NO KEY UPDATE`;
    if (!connection) return null;
    // The column holds milliseconds: rounded up, it would be open for a moment longer.
    await tx.$executeRaw`
      UPDATE "ReconnectLink" SET "expiresAt" = date_trunc('milliseconds', now())
       WHERE "receiptheroId" = ${receiptheroId} AND "usedAt" IS NULL AND "expiresAt" > now()`;
    const data = { receiptheroId, tokenHash: sha256(token), createdById: admin.id };
    const { id } = await tx.reconnectLink.create({ data, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(admin),
      action: "connection.reconnect_link_made",
      merchantId: connection.merchantId,
      receiptheroId,
      after: { reconnectLinkId: id },
    });
    return token;
  });
}
