import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { mailIdentityChange } from "@/lib/auth/identities/mail";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors";
import type { Admin, User } from "@/lib/principal";

/**
 * Unlinks one of the user's identities: it no longer signs in to the account, unless its address is confirmed and equal
 * to the account's when it is used again. The account's owner is told by mail.
 * @param identityId a UUID
 * @throws AppError `not_found`, for another user's identity as for one that does not exist
 */
export function unlinkIdentity(user: User, identityId: string): Promise<void> {
  return unlink(user, user.id, identityId);
}

/**
 * As `unlinkIdentity`, for an admin.
 * @param userId a UUID: whose identity it is
 */
export function unlinkIdentityAsAdmin(admin: Admin, userId: string, identityId: string): Promise<void> {
  return unlink(admin, userId, identityId);
}

async function unlink(by: User, userId: string, identityId: string): Promise<void> {
  const email = await db().$transaction(async (tx) => {
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
  await mailIdentityChange("identityUnlinked", email);
}
