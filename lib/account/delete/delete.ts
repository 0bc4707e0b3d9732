import "server-only";
import { eraseUser } from "@/lib/account/delete/erase-user";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { disconnectAllConnections } from "@/lib/connections/disconnect/disconnect-all";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import { eraseMerchant } from "@/lib/merchants/erase";
import { lockOwnMerchant } from "@/lib/merchants/lock";
import type { MerchantUser } from "@/lib/principal";

/**
 * Deletes the user and all of their personal data. If the user is the last member of the merchant, its connections are
 * disconnected and its own data is erased as well. The audit log stays, but names no user.
 * @param confirmation the name of the business, typed
 * @throws AppError `confirmation_differs`; `not_found` when the user no longer belongs to the merchant; and those of
 * `eraseUser`
 */
export async function deleteAccount(user: MerchantUser, confirmation: string): Promise<void> {
  const merchantId = user.merchant.id;
  const actor = actorOf(user);
  await db().$transaction(async (tx) => {
    const { name } = await lockOwnMerchant(tx, user);
    if (!isSameName(confirmation, name)) throw new AppError("confirmation_differs");

    await eraseUser(tx, user.id);
    await recordAuditEvent(tx, { actor, action: "user.deleted", merchantId, after: { userId: user.id } });
    if ((await tx.user.count({ where: { merchantId } })) > 0) return;
    await eraseMerchant(tx, merchantId, actor);
    await disconnectAllConnections(tx, merchantId, actor);
  });
}

/** A confirmation ignores letter case. */
function isSameName(typed: string, name: string): boolean {
  const comparable = (text: string) => text.trim().normalize("NFC").toLowerCase();
  return comparable(typed) === comparable(name);
}
