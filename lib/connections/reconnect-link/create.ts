import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/**
 * Creates a link by which a merchant can grant a connection again, for seven days. It replaces an earlier open link of
 * an admin, so a connection has at most one of these.
 * @returns the token, which is not stored; null when the connection is healthy, or its merchant was deleted
 */
export async function createReconnectLink(admin: Admin, receiptheroId: string): Promise<string | null> {
  const token = randomSecret();
  return db().$transaction(async (tx) => {
    // The lock serializes two admins, so the second one closes the first one's link.
    const [connection] = await tx.$queryRaw<{ merchantId: string }[]>`
      SELECT "merchantId" FROM "Connection" c
       WHERE "receiptheroId" = ${receiptheroId} AND connection_health(c) <> 'healthy'
         AND EXISTS (SELECT FROM "Merchant" WHERE id = c."merchantId" AND "deletedAt" IS NULL)
         FOR NO KEY UPDATE`;
    if (!connection) return null;
    // Truncate: the column has millisecond precision and would round up into the future.
    await tx.$executeRaw`
      UPDATE "ReconnectLink" SET "expiresAt" = date_trunc('milliseconds', now())
       WHERE "receiptheroId" = ${receiptheroId} AND "mailedToId" IS NULL AND "usedAt" IS NULL AND "expiresAt" > now()`;
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
