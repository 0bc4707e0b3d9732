import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import type { Transaction } from "@/lib/db/client";

/**
 * Creates a reconnect link for an email to a member. Earlier links stay open, because nobody knows yet whether this email
 * arrives: a link needs the membership, is used once and ends after seven days.
 * @returns the token, which is not stored
 */
export async function createMailedReconnectLink(
  tx: Transaction,
  { receiptheroId, merchantId }: { receiptheroId: string; merchantId: string },
  userId: string,
): Promise<string> {
  const token = randomSecret();
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
