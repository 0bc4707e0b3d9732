import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import type { MerchantUser } from "@/lib/principal";

/**
 * Revokes an open invitation of the user's merchant: its link no longer works.
 * @param invitationId a UUID
 * @throws AppError `not_found`, for another merchant's, a used or a missing invitation
 */
export async function revokeInvitation(user: MerchantUser, invitationId: string): Promise<void> {
  const merchantId = user.merchant.id;
  await db().$transaction(async (tx) => {
    const revoked = await tx.invitation.deleteMany({
      where: { id: invitationId, merchantId, usedAt: null, merchant: { users: { some: { id: user.id } } } },
    });
    if (revoked.count === 0) throw new AppError("not_found");
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "user.uninvited",
      merchantId,
      after: { invitationId },
    });
  });
}
