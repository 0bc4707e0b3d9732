import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { sendNotice } from "@/lib/auth/send-notice";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Admin, User } from "@/lib/principal";

/**
 * Removes one of the user's passkeys. It no longer signs in. The account's owner is told by email.
 * @param passkeyId a UUID
 * @throws AppError `not_found`, for another user's passkey as well as for a missing one
 */
export function removePasskey(user: User, passkeyId: string): Promise<void> {
  return remove(user, user.id, passkeyId);
}

/**
 * As `removePasskey`, for an admin.
 * @param userId a UUID: the owner of the passkey
 */
export function removePasskeyAsAdmin(admin: Admin, userId: string, passkeyId: string): Promise<void> {
  return remove(admin, userId, passkeyId);
}

async function remove(by: User, userId: string, passkeyId: string): Promise<void> {
  const email = await db().$transaction(async (tx) => {
    const [removed] = await tx.$queryRaw<{ email: string }[]>`
      DELETE FROM "Passkey" p USING "User" u
       WHERE p.id = ${passkeyId}::uuid AND p."userId" = ${userId}::uuid AND u.id = p."userId" RETURNING u.email`;
    if (!removed) throw new AppError("not_found");
    await recordAuditEvent(tx, { actor: actorOf(by), action: "user.passkey_removed", after: { userId, passkeyId } });
    return removed.email;
  });
  await sendNotice("passkeyRemoved", email);
}
