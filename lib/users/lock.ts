import "server-only";
import type { Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Admin } from "@/lib/principal";
import type { Role } from "@/prisma/generated/enums";

type LockedUser = { id: string; role: Role; disabledAt: Date | null };

/**
 * Locks an admin and the other user whom they are about to change, until the transaction ends. Admins cannot change
 * themselves, and the caller must be an admin while holding the lock, so at least one admin always remains. Rows are
 * locked in id order, so two admins demoting each other cannot deadlock, and the second is refused.
 * @param userId a UUID
 * @throws AppError `own_account`; `not_found` when there is no such user, or the caller is no longer an admin
 */
export async function lockUser(tx: Transaction, admin: Admin, userId: string): Promise<LockedUser> {
  if (userId === admin.id) throw new AppError("own_account");
  const locked = await tx.$queryRaw<LockedUser[]>`
    SELECT id, role, "disabledAt" FROM "User" WHERE id IN (${admin.id}::uuid, ${userId}::uuid)
     ORDER BY id FOR NO KEY UPDATE`;
  const actor = locked.find(({ id }) => id === admin.id);
  const user = locked.find(({ id }) => id === userId);
  if (!user) throw new AppError("not_found", "there is no such user");
  if (actor?.role !== "ADMIN" || actor.disabledAt) throw new AppError("not_found", "the admin is no admin any more");
  return user;
}
