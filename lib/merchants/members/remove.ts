import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { eraseMerchant } from "@/lib/merchants/erase";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import type { MerchantUser } from "@/lib/principal";

/**
 * Removes a member from the business, and ends all of their sessions. Removing yourself is leaving. The last member
 * cannot leave while there are connections. Otherwise the merchant is erased with its last member, because nobody could
 * return to it.
 * @param memberId a UUID
 * @throws AppError `not_found`, for a member of another merchant as well as for a missing one; `last_member` when
 * nobody would be left to disconnect the connections
 */
export async function removeMember(user: MerchantUser, memberId: string): Promise<void> {
  const merchantId = user.merchant.id;
  const actor = actorOf(user);
  await db().$transaction(async (tx) => {
    await lockOwnMerchant(tx, user);
    const left = await tx.user.updateMany({ where: { id: memberId, merchantId }, data: { merchantId: null } });
    if (left.count === 0) throw new AppError("not_found");
    await tx.session.deleteMany({ where: { userId: memberId } });
    await recordAuditEvent(tx, { actor, action: "user.left", merchantId, after: { userId: memberId } });

    if ((await tx.user.count({ where: { merchantId } })) > 0) return;
    await eraseMerchant(tx, merchantId, actor);
    const open = await tx.connection.count({ where: { merchantId, status: { not: "DISCONNECTED" } } });
    if (open > 0) throw new AppError("last_member");
  });
}
