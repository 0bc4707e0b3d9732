import "server-only";
import { deleteLocked, lockUserAndMerchants } from "@/lib/account/delete/delete";
import { countAddress, eraseAddress, refusalToErase } from "@/lib/account/delete/erase-user";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { type AffectedBusiness, affectedBusinesses } from "@/lib/merchants/members/affected-businesses";
import type { Operator } from "@/lib/principal";

/**
 * The effect of erasing an email.
 * @property userId the user who has it, or null when none does
 * @property rows how many links, codes, invitations, notes and saved views have it, which need no user
 * @property refusal the code of the error with which `eraseByEmail` would refuse; null when it would not
 */
export type Erasure = {
  userId: string | null;
  rows: number;
  businesses: AffectedBusiness[];
  refusal: AppError["code"] | null;
};

/** The effect that `eraseByEmail` would have now. */
export async function previewErasure(_operator: Operator, email: string): Promise<Erasure> {
  const tx = db();
  const user = await tx.user.findUnique({ where: { email }, select: { id: true, role: true } });
  const rows = await countAddress(tx, email);
  if (!user) return { userId: null, rows, businesses: [], refusal: null };
  const businesses = await affectedBusinesses(user, null, tx);
  const refusal = isOwnerNeeded(businesses) ? "last_owner" : await refusalToErase(tx, user);
  return { userId: user.id, rows, businesses, refusal };
}

/**
 * Erases the user with an email, as deleting the account does, and the email wherever there is no user: in invitations,
 * links, codes, notes and saved views. The audit log stays, and names no user. If nothing has the email, nothing is recorded.
 * @param email in lower case
 * @throws AppError `last_owner` when the other members of a business would have no owner; `effects_changed` when the user
 * joined a business at this moment; and those of `eraseUser`. Then nothing was erased
 */
export async function eraseByEmail(operator: Operator, email: string): Promise<void> {
  const actor = actorOf(operator);
  await db().$transaction(async (tx) => {
    const user = await tx.user.findUnique({ where: { email }, select: { id: true } });
    if (!user) {
      const rows = await eraseAddress(tx, email);
      if (rows > 0) await recordAuditEvent(tx, { actor, action: "user.address_erased" });
      return;
    }
    await lockUserAndMerchants(tx, user.id);
    const businesses = await affectedBusinesses(user, null, tx);
    if (isOwnerNeeded(businesses)) throw new AppError("last_owner");
    await deleteLocked(tx, user.id, businesses, actor);
  });
}

/** Whether a business with other members would have no owner. */
function isOwnerNeeded(businesses: AffectedBusiness[]): boolean {
  return businesses.some(({ effect }) => effect === "needs_owner");
}
