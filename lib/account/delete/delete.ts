import "server-only";
import { eraseUser } from "@/lib/account/delete/erase-user";
import { type Actor, actorOf, recordAuditEvent } from "@/lib/audit/record";
import { disconnectAllConnections } from "@/lib/connections/disconnect/disconnect-all";
import { db, type Transaction } from "@/lib/db/client";
import { parseEmailAddress } from "@/lib/email-address";
import { AppError } from "@/lib/errors/app-error";
import { eraseMerchant } from "@/lib/merchants/erase";
import { lockMerchant } from "@/lib/merchants/lock";
import { type AffectedBusiness, affectedBusinesses, markOfEffects } from "@/lib/merchants/members/affected-businesses";
import type { User } from "@/lib/principal";

/**
 * Deletes the user and all of their personal data. If the user is the last member of a merchant, and its owner, its
 * connections are disconnected and its own data is erased as well. The audit log stays, but names no user.
 * @param confirmation the user's email, typed
 * @param shown `markOfEffects` of what the user was told about their businesses
 * @throws AppError `address_differs`; `last_owner` when the other members of a merchant would have no owner;
 * `effects_changed` when something else would happen to a merchant than the user was told; and those of `eraseUser`
 */
export async function deleteAccount(user: User, confirmation: string, shown: string): Promise<void> {
  const actor = actorOf(user);
  await db().$transaction(async (tx) => {
    const email = await lockUserAndMerchants(tx, user.id);
    if (parseEmailAddress(confirmation) !== email) throw new AppError("address_differs");
    const businesses = await affectedBusinesses(user, null, tx);
    if (businesses.some(({ effect }) => effect === "needs_owner")) throw new AppError("last_owner");
    if (markOfEffects(businesses) !== shown) throw new AppError("effects_changed");

    await deleteLocked(tx, user.id, businesses, actor);
  });
}

/**
 * Deletes a user who is locked with their merchants, and the merchants of which they are the last member and an owner.
 * @throws AppError those of `eraseUser`
 */
export async function deleteLocked(
  tx: Transaction,
  userId: string,
  businesses: AffectedBusiness[],
  actor: Actor,
): Promise<void> {
  await eraseUser(tx, userId);
  for (const merchantId of businesses.length > 0 ? businesses.map((each) => each.merchantId) : [null]) {
    await recordAuditEvent(tx, { actor, action: "user.deleted", merchantId, after: { userId } });
  }
  for (const { merchantId, effect } of businesses) {
    if (effect !== "deleted") continue;
    await eraseMerchant(tx, merchantId, actor);
    await disconnectAllConnections(tx, merchantId, actor);
  }
}

/**
 * Locks the user's merchants, and then the user, in the order of all changes of members.
 * @returns the user's email
 */
export async function lockUserAndMerchants(tx: Transaction, userId: string): Promise<string | null> {
  const merchants = () =>
    tx.member.findMany({ where: { userId }, orderBy: { merchantId: "asc" }, select: { merchantId: true } });
  const locked = await merchants();
  for (const { merchantId } of locked) await lockMerchant(tx, merchantId);
  const [self] = await tx.$queryRaw<{ email: string }[]>`
    SELECT email FROM "User" WHERE id = ${userId}::uuid FOR UPDATE`;
  // Until the user was locked, an invitation could be accepted.
  const isLocked = (merchantId: string) => locked.some((merchant) => merchant.merchantId === merchantId);
  if (!(await merchants()).every(({ merchantId }) => isLocked(merchantId))) throw new AppError("effects_changed");
  return self?.email ?? null;
}
