import "server-only";
import type { Transaction } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";

/**
 * Deletes a user and everything that has their email. The foreign keys delete sessions, identities and requests with
 * the row.
 * @throws AppError `admin_account`: another admin must change the role first, so that one admin remains.
 * `address_just_changed`: the former email can still undo the change. Otherwise someone with a stolen session could
 * delete the account before its owner reads the notice
 */
export async function eraseUser(tx: Transaction, id: string): Promise<void> {
  const [user] = await tx.$queryRaw<{ email: string; role: string }[]>`
    SELECT email, role FROM "User" WHERE id = ${id}::uuid FOR UPDATE`;
  if (!user) return;
  const { email, role } = user;
  if (role === "ADMIN") throw new AppError("admin_account");
  const undoable = await tx.$queryRaw<unknown[]>`
    SELECT 1 FROM "EmailUndo" WHERE "userId" = ${id}::uuid AND "usedAt" IS NULL AND "expiresAt" > now()`;
  if (undoable.length > 0) throw new AppError("address_just_changed");
  await eraseAddress(tx, email);
  await tx.user.delete({ where: { id }, select: { id: true } });
}

/** Deletes an email from the tables that have it without a user: links, codes and invitations, used or not. */
export async function eraseAddress(tx: Transaction, email: string): Promise<void> {
  await tx.verificationToken.deleteMany({ where: { identifier: email } });
  await tx.mailedCode.deleteMany({ where: { email } });
  await tx.invitation.deleteMany({ where: { email } });
  // Sessions, invitations, expected owners: a change of a session's state locks them in this order.
  await tx.connectSession.deleteMany({ where: { invitation: { email } } });
  await tx.merchantInvitation.deleteMany({ where: { email } });
  await tx.expectedOwner.deleteMany({ where: { email } });
}
