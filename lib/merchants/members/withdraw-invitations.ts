import "server-only";
import type { Transaction } from "@/lib/db/client";

/**
 * Deletes the open invitations that a member sent or that went to the member's email. Someone who may no longer invite
 * cannot come back by an invitation of their own. The caller has locked the merchant.
 */
export async function withdrawInvitations(tx: Transaction, merchantId: string, userId: string): Promise<void> {
  await tx.$executeRaw`
    DELETE FROM "Invitation"
     WHERE "merchantId" = ${merchantId}::uuid AND "usedAt" IS NULL
       AND ("invitedById" = ${userId}::uuid OR email = (SELECT email FROM "User" WHERE id = ${userId}::uuid))`;
}
