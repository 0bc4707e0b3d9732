import "server-only";
import type { Transaction } from "@/lib/db";
import { AppError } from "@/lib/errors";

/**
 * Deletes a user; sessions, sign-ins and requests go with the row. Elsewhere an address stands by itself.
 * @throws AppError `admin_account`: an admin is made something else first, by another one, so that one is left
 */
export async function eraseUser(tx: Transaction, id: string): Promise<void> {
  const [user] = await tx.$queryRaw<{ email: string; role: string }[]>`
    SELECT email, role FROM "User" WHERE id = ${id}::uuid FOR UPDATE`;
  if (!user) return;
  const { email, role } = user;
  if (role === "ADMIN") throw new AppError("admin_account");
  await tx.verificationToken.deleteMany({ where: { identifier: email } });
  await tx.mailedCode.deleteMany({ where: { email } });
  await tx.invitation.deleteMany({ where: { email } });
  await tx.user.delete({ where: { id }, select: { id: true } });
}
