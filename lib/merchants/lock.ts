import "server-only";
import type { Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Owner } from "@/lib/principal";

type LockedMerchant = { name: string; externalId: string | null };

/**
 * Locks a merchant until the transaction ends, so that changes of its members run one after the other. Rows that only
 * reference the merchant, such as a new connection, do not wait.
 * @returns null when there is none, or its account was deleted
 */
export async function lockMerchant(tx: Transaction, merchantId: string): Promise<LockedMerchant | null> {
  const [merchant] = await tx.$queryRaw<LockedMerchant[]>`
    SELECT name, "externalId" FROM "Merchant" WHERE id = ${merchantId}::uuid AND "deletedAt" IS NULL FOR NO KEY UPDATE`;
  return merchant ?? null;
}

/**
 * As `lockMerchant`, for an owner's merchant.
 * @throws AppError `not_found` when the user no longer is its owner
 */
export async function lockOwnMerchant(tx: Transaction, owner: Owner): Promise<LockedMerchant> {
  const merchantId = owner.merchant.id;
  const merchant = await lockMerchant(tx, merchantId);
  // Checked after locking: a concurrent change of this member may just have committed.
  const isStillOwner = await tx.member.count({ where: { merchantId, userId: owner.id, role: "OWNER" } });
  if (!merchant || isStillOwner === 0) throw new AppError("not_found", "the user is not an owner of the merchant");
  return merchant;
}

/**
 * Locks a member who changes things, until the transaction ends: until then nobody removes, disables or deletes the
 * user, or makes the user a reader. Call it before other locks. A user is locked before its member, as when an account is
 * deleted.
 * @returns whether the user is a member who may change things, and may sign in
 */
export async function lockMember(
  tx: Transaction,
  { merchantId, userId }: { merchantId: string; userId: string },
): Promise<boolean> {
  const locked = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "User" u JOIN "Member" b ON b."userId" = u.id
     WHERE u.id = ${userId}::uuid AND u."disabledAt" IS NULL
       AND b."merchantId" = ${merchantId}::uuid AND b.role <> 'READER'
       FOR SHARE`;
  return locked.length > 0;
}
