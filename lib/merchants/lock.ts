import "server-only";
import type { Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import type { MerchantUser } from "@/lib/principal";

/**
 * Locks a merchant until the transaction ends, so that changes of its members run one after the other. Rows that only
 * reference the merchant, such as a new connection, do not wait.
 * @returns null when there is none, or its account was deleted
 */
export async function lockMerchant(tx: Transaction, merchantId: string): Promise<{ name: string } | null> {
  const [merchant] = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM "Merchant" WHERE id = ${merchantId}::uuid AND "deletedAt" IS NULL FOR NO KEY UPDATE`;
  return merchant ?? null;
}

/**
 * As `lockMerchant`, for the user's own merchant.
 * @throws AppError `not_found` when the user no longer belongs to it
 */
export async function lockOwnMerchant(tx: Transaction, user: MerchantUser): Promise<{ name: string }> {
  const merchant = await lockMerchant(tx, user.merchant.id);
  // Checked after locking: a concurrent removal of this user may just have committed.
  const stillBelongs = await tx.user.count({ where: { id: user.id, merchantId: user.merchant.id } });
  if (!merchant || stillBelongs === 0) throw new AppError("not_found", "the user does not belong to the merchant");
  return merchant;
}
