import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";
import { lockUser } from "@/lib/users/lock";

/**
 * Enables a disabled user, who may then sign in again. Enabling an enabled user changes nothing.
 * @param userId a UUID
 * @throws AppError `own_account`; `not_found` when there is no such user, or the caller is no longer an admin
 */
export async function enableUser(admin: Admin, userId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const { disabledAt } = await lockUser(tx, admin, userId);
    if (!disabledAt) return;
    // A sign-in that was running when the user was disabled may have left a session. It must not become valid now.
    await tx.session.deleteMany({ where: { userId } });
    await tx.user.update({ where: { id: userId }, data: { disabledAt: null }, select: { id: true } });
    const actor = actorOf(admin);
    await recordAuditEvent(tx, { actor, action: "user.enabled", after: { userId } });
  });
}
