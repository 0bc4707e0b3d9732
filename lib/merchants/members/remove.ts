import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { eraseMerchant } from "@/lib/merchants/erase";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import type { MerchantUser } from "@/lib/principal";

/**
 * Ends that someone acts for the user's business; oneself, that is leaving. All their sessions end. With the last one
 * the business goes: nobody could ever come back to it.
 * @param colleagueId a UUID
 * @throws AppError `not_found`, for someone of another business as for nobody; `last_colleague` when nobody would be
 *   left to end the connections
 */
export async function removeColleague(user: MerchantUser, colleagueId: string): Promise<void> {
  const merchantId = user.merchant.id;
  const actor = actorOf(user);
  await db().$transaction(async (tx) => {
    await lockOwnMerchant(tx, user);
    const left = await tx.user.updateMany({ where: { id: colleagueId, merchantId }, data: { merchantId: null } });
    if (left.count === 0) throw new AppError("not_found");
    await tx.session.deleteMany({ where: { userId: colleagueId } });
    await recordAuditEvent(tx, { actor, action: "user.left", merchantId, after: { userId: colleagueId } });

    if ((await tx.user.count({ where: { merchantId } })) > 0) return;
    await eraseMerchant(tx, merchantId, actor);
    const open = await tx.connection.count({ where: { merchantId, status: { not: "REMOVED" } } });
    if (open > 0) throw new AppError("last_colleague");
  });
}
