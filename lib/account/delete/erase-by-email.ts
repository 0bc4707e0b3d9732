import "server-only";
import { deleteLocked, lockUserAndMerchants } from "@/lib/account/delete/delete";
import { eraseAddress } from "@/lib/account/delete/erase-user";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db, type Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { type AffectedBusiness, affectedBusinesses } from "@/lib/merchants/members/affected-businesses";
import type { Operator } from "@/lib/principal";

/** The effect of erasing an email: on which user, or null when none has it, and on which of their businesses. */
export type Erasure = { userId: string | null; businesses: AffectedBusiness[] };

/** The effect that `eraseByEmail` would have now. */
export function previewErasure(_operator: Operator, email: string, tx: Transaction = db()): Promise<Erasure> {
  return tx.user.findUnique({ where: { email }, select: { id: true } }).then(async (user) => ({
    userId: user?.id ?? null,
    businesses: user ? await affectedBusinesses(user, null, tx) : [],
  }));
}

/**
 * Erases the user with an email, as deleting the account does, and the email wherever there is no user: in invitations,
 * links and codes. The audit log stays, and names no user.
 * @param email in lower case
 * @throws AppError `last_owner` when the other members of a business would have no owner; `effects_changed` when the user
 * joined a business at this moment; and those of `eraseUser`. Then nothing was erased
 */
export function eraseByEmail(operator: Operator, email: string): Promise<Erasure> {
  const actor = actorOf(operator);
  return db().$transaction(async (tx) => {
    const { userId } = await previewErasure(operator, email, tx);
    if (userId === null) {
      await eraseAddress(tx, email);
      await recordAuditEvent(tx, { actor, action: "user.address_erased" });
      return { userId, businesses: [] };
    }
    await lockUserAndMerchants(tx, userId);
    const businesses = await affectedBusinesses({ id: userId }, null, tx);
    if (businesses.some(({ effect }) => effect === "needs_owner")) throw new AppError("last_owner");
    await deleteLocked(tx, userId, businesses, actor);
    return { userId, businesses };
  });
}
