import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import { keepAnOwner } from "@/lib/merchants/members/keep-an-owner";
import { withdrawInvitations } from "@/lib/merchants/members/withdraw-invitations";
import type { Owner } from "@/lib/principal";
import type { MemberRole } from "@/prisma/generated/enums";

/**
 * Changes the role of a member of the owner's merchant, possibly the owner's own, effective with the member's next
 * request. The same role again is not recorded as a change.
 * @param memberId a UUID
 * @throws AppError `not_found`, for a member of another merchant as well as for a missing one; `last_owner` when the
 * merchant would have no owner
 */
export async function changeMemberRole(owner: Owner, memberId: string, role: MemberRole): Promise<void> {
  const merchantId = owner.merchant.id;
  const where = { merchantId_userId: { merchantId, userId: memberId } };
  await db().$transaction(async (tx) => {
    await lockOwnMerchant(tx, owner);
    const before = await tx.member.findUnique({ where, select: { role: true } });
    if (!before) throw new AppError("not_found");
    if (before.role === role) return;
    await tx.member.update({ where, data: { role }, select: { userId: true } });
    await keepAnOwner(tx, merchantId);
    if (before.role === "OWNER") await withdrawInvitations(tx, merchantId, memberId);
    await recordAuditEvent(tx, {
      actor: actorOf(owner),
      action: "user.member_role_changed",
      merchantId,
      before: { memberRole: before.role },
      after: { userId: memberId, memberRole: role },
    });
  });
}
