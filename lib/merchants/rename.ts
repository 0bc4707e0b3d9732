import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import type { Owner } from "@/lib/principal";

/**
 * Changes the name of the owner's business. The same name again is not recorded as a change.
 * @throws AppError `not_found` when the user no longer is its owner
 */
export async function renameMerchant(owner: Owner, name: string): Promise<void> {
  const merchantId = owner.merchant.id;
  await db().$transaction(async (tx) => {
    const merchant = await lockOwnMerchant(tx, owner);
    if (merchant.name === name) return;
    await tx.merchant.update({ where: { id: merchantId }, data: { name }, select: { id: true } });
    await recordAuditEvent(tx, { actor: actorOf(owner), action: "merchant.renamed", merchantId });
  });
}
