import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import type { MerchantUser } from "@/lib/auth/session";
import { db } from "@/lib/db";

/**
 * Gives one of the merchant's connections another label.
 * @returns whether it was found; another merchant's is not
 */
export async function relabelConnection(user: MerchantUser, receiptheroId: string, label: string): Promise<boolean> {
  const merchantId = user.merchant.id;
  return db().$transaction(async (tx) => {
    const changed = await tx.connection.updateMany({ where: { receiptheroId, merchantId }, data: { label } });
    if (changed.count === 0) return false;
    const actor = { type: "USER", id: user.id } as const;
    await recordAuditEvent(tx, { actor, action: "connection.relabelled", merchantId, receiptheroId });
    return true;
  });
}
