import "server-only";
import type { Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";

/**
 * Checks that a merchant still has an owner who can sign in, after a change of a member and before its transaction ends.
 * @throws AppError `last_owner` when it has none
 */
export async function keepAnOwner(tx: Transaction, merchantId: string): Promise<void> {
  const owners = await tx.member.count({ where: { merchantId, role: "OWNER", user: { disabledAt: null } } });
  if (owners === 0) throw new AppError("last_owner");
}
