import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { sendNotice } from "@/lib/auth/send-notice";
import { isIdentityFixed } from "@/lib/auth/staff/governed";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Admin, User } from "@/lib/principal";

/**
 * Unlinks one of the user's identities. It then signs in only if its email is confirmed and equals the account's email.
 * The account's owner is told by email.
 * @param identityId a UUID
 * @throws AppError `not_found`, for another user's identity as well as for a missing one, and for staff whose role groups decide
 */
export function unlinkIdentity(user: User, identityId: string): Promise<void> {
  return unlink(user, user.id, identityId);
}

/** Whether a user may unlink their own identities. Groups decide about the role of some staff, who may not. */
export async function mayUnlinkIdentity(user: User): Promise<boolean> {
  return !(await isIdentityFixed(db(), user));
}

/**
 * As `unlinkIdentity`, for an admin.
 * @param userId a UUID: the owner of the identity
 */
export function unlinkIdentityAsAdmin(admin: Admin, userId: string, identityId: string): Promise<void> {
  return unlink(admin, userId, identityId);
}

async function unlink(by: User, userId: string, identityId: string): Promise<void> {
  const email = await db().$transaction(async (tx) => {
    if (by.id === userId && (await isIdentityFixed(tx, by))) throw new AppError("not_found");
    const owner = await tx.user.findFirst({
      where: { id: userId, accounts: { some: { id: identityId } } },
      select: { email: true },
    });
    const unlinked = await tx.account.deleteMany({ where: { id: identityId, userId } });
    if (!owner || unlinked.count === 0) throw new AppError("not_found");
    await recordAuditEvent(tx, {
      actor: actorOf(by),
      action: "user.identity_unlinked",
      after: { userId, identityId },
    });
    return owner.email;
  });
  await sendNotice("identityUnlinked", email);
}
