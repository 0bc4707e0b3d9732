import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import type { Transaction } from "@/lib/db/client";

/**
 * Creates a reconnect link for an email to a member. It replaces an earlier one of this member alone: links of admins and
 * of other members stay open.
 * @returns the token, which is not stored
 */
export async function createMailedReconnectLink(
  tx: Transaction,
  { receiptheroId, merchantId }: { receiptheroId: string; merchantId: string },
  userId: string,
): Promise<string> {
  const token = randomSecret();
  // Truncate: the column has millisecond precision and would round up into the future.
  await tx.$executeRaw`
    UPDATE "ReconnectLink" SET "expiresAt" = date_trunc('milliseconds', now())
     WHERE "receiptheroId" = ${receiptheroId} AND "mailedToId" = ${userId}::uuid AND "usedAt" IS NULL AND "expiresAt" > now()`;
  const data = { receiptheroId, tokenHash: sha256(token), mailedToId: userId };
  const { id } = await tx.reconnectLink.create({ data, select: { id: true } });
  await recordAuditEvent(tx, {
    actor: { type: "SYSTEM" },
    action: "connection.reconnect_link_made",
    merchantId,
    receiptheroId,
    after: { reconnectLinkId: id },
  });
  return token;
}
