import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";

/**
 * Revokes a reconnect link: it no longer works. An authorization request that a merchant has started with it continues.
 * @param id a UUID
 * @returns the connection that it belonged to, or null when it was not open
 */
export async function revokeReconnectLink(admin: Admin, id: string): Promise<string | null> {
  return db().$transaction(async (tx) => {
    // Truncate: the column has millisecond precision and would round up into the future.
    const [closed] = await tx.$queryRaw<{ receiptheroId: string; merchantId: string }[]>`
      UPDATE "ReconnectLink" l SET "expiresAt" = date_trunc('milliseconds', now()) FROM "Connection" c
       WHERE l.id = ${id}::uuid AND c."receiptheroId" = l."receiptheroId" AND l."usedAt" IS NULL AND l."expiresAt" > now()
      RETURNING c."receiptheroId", c."merchantId"`;
    if (!closed) return null;
    await recordAuditEvent(tx, {
      actor: actorOf(admin),
      action: "connection.reconnect_link_revoked",
      ...closed,
      after: { reconnectLinkId: id },
    });
    return closed.receiptheroId;
  });
}
