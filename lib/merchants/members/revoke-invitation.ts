import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Owner } from "@/lib/principal";

/**
 * Revokes an open invitation of the owner's merchant: its link no longer works.
 * @param invitationId a UUID
 * @throws AppError `not_found` if the merchant has no open invitation with this id
 */
export async function revokeInvitation(owner: Owner, invitationId: string): Promise<void> {
  const merchantId = owner.merchant.id;
  await db().$transaction(async (tx) => {
    const revoked = await tx.invitation.deleteMany({
      where: {
        id: invitationId,
        merchantId,
        usedAt: null,
        merchant: { members: { some: { userId: owner.id, role: "OWNER" } } },
      },
    });
    if (revoked.count === 0) throw new AppError("not_found");
    await recordAuditEvent(tx, {
      actor: actorOf(owner),
      action: "user.uninvited",
      merchantId,
      after: { invitationId },
    });
  });
}
