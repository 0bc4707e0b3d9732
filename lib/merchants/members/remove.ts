import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import { withdrawInvitations } from "@/lib/merchants/members/withdraw-invitations";
import type { Owner } from "@/lib/principal";

/**
 * Removes another member from the owner's merchant, effective with the member's next request. The member's account and
 * other businesses stay, the member's open invitations do not.
 * @param memberId a UUID
 * @throws AppError `not_found`, for the owner (`leaveMerchant` is for that) and a member of another merchant as well as
 * for a missing one
 */
export async function removeMember(owner: Owner, memberId: string): Promise<void> {
  const merchantId = owner.merchant.id;
  await db().$transaction(async (tx) => {
    await lockOwnMerchant(tx, owner);
    const [removed] = await tx.$queryRaw<{ role: string }[]>`
      DELETE FROM "Member" WHERE "merchantId" = ${merchantId}::uuid AND "userId" = ${memberId}::uuid
         AND "userId" <> ${owner.id}::uuid RETURNING role`;
    if (!removed) throw new AppError("not_found");
    await withdrawInvitations(tx, merchantId, memberId);
    await recordAuditEvent(tx, {
      actor: actorOf(owner),
      action: "user.left",
      merchantId,
      before: { memberRole: removed.role },
      after: { userId: memberId },
    });
  });
}
