import "server-only";
import { countInTexts, eraseFromTexts } from "@/lib/account/delete/erase-from-texts";
import type { Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Role } from "@/prisma/generated/enums";

/**
 * Why a user cannot be erased. `admin_account`: another admin must change the role first, so that one admin remains.
 * `address_just_changed`: the former email can still undo the change. Otherwise someone with a stolen session could
 * delete the account before its owner reads the notice.
 */
export async function refusalToErase(
  tx: Transaction,
  { id, role }: { id: string; role: Role },
): Promise<"admin_account" | "address_just_changed" | null> {
  if (role === "ADMIN") return "admin_account";
  const undoable = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "EmailUndo" WHERE "userId" = ${id}::uuid AND "usedAt" IS NULL AND "expiresAt" > now()`;
  return undoable.length > 0 ? "address_just_changed" : null;
}

/**
 * Deletes a user and everything that has their email. The foreign keys delete sessions, identities and requests with
 * the row.
 * @throws AppError those of `refusalToErase`
 */
export async function eraseUser(tx: Transaction, id: string): Promise<void> {
  const [user] = await tx.$queryRaw<{ email: string; role: Role }[]>`
    SELECT email, role FROM "User" WHERE id = ${id}::uuid FOR UPDATE`;
  if (!user) return;
  const refusal = await refusalToErase(tx, { id, role: user.role });
  if (refusal !== null) throw new AppError(refusal);
  await eraseAddress(tx, user.email);
  await tx.user.delete({ where: { id }, select: { id: true } });
}

/**
 * Deletes an email from the tables that have it without a user: links, codes and invitations, used or not, and what
 * staff wrote.
 * @returns how many rows had it
 */
export async function eraseAddress(tx: Transaction, email: string): Promise<number> {
  const counts = [
    await tx.verificationToken.deleteMany({ where: { identifier: email } }),
    await tx.mailedCode.deleteMany({ where: { email } }),
    await tx.invitation.deleteMany({ where: { email } }),
    // Sessions, invitations, expected owners: a change of a session's state locks them in this order.
    await tx.connectSession.deleteMany({ where: { invitation: { email } } }),
    await tx.merchantInvitation.deleteMany({ where: { email } }),
    await tx.expectedOwner.deleteMany({ where: { email } }),
    { count: await eraseFromTexts(tx, email) },
  ];
  return counts.reduce((sum, { count }) => sum + count, 0);
}

/** How many rows `eraseAddress` would delete or change. */
export async function countAddress(tx: Transaction, email: string): Promise<number> {
  const counts = [
    await tx.verificationToken.count({ where: { identifier: email } }),
    await tx.mailedCode.count({ where: { email } }),
    await tx.invitation.count({ where: { email } }),
    await tx.connectSession.count({ where: { invitation: { email } } }),
    await tx.merchantInvitation.count({ where: { email } }),
    await tx.expectedOwner.count({ where: { email } }),
    await countInTexts(tx, email),
  ];
  return counts.reduce((sum, count) => sum + count, 0);
}
