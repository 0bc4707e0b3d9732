import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import type { MerchantUser } from "@/lib/principal";

/**
 * Changes the name of the user's business. The same name again is not recorded as a change.
 * @throws AppError `not_found` when the user no longer belongs to it
 */
export async function renameMerchant(user: MerchantUser, name: string): Promise<void> {
  const merchantId = user.merchant.id;
  await db().$transaction(async (tx) => {
    const merchant = await lockOwnMerchant(tx, user);
    if (merchant.name === name) return;
    await tx.merchant.update({ where: { id: merchantId }, data: { name }, select: { id: true } });
    await recordAuditEvent(tx, { actor: actorOf(user), action: "merchant.renamed", merchantId });
  });
}
