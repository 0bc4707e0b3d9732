import "server-only";
import { db } from "@/lib/db/client";
import type { Owner } from "@/lib/principal";

/**
 * Declines to move a connection: erases the token that waits for it. It is not revoked, because ReceiptHero might end
 * the former business's connection, too.
 * @param requestId a UUID
 */
export async function declineMove(owner: Owner, requestId: string): Promise<void> {
  await db().authorizationRequest.updateMany({
    where: { id: requestId, userId: owner.id, merchantId: owner.merchant.id },
    data: { sealedGrant: null, grantExpiresAt: null },
  });
}
