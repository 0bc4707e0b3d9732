import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";
import { lockUser } from "@/lib/users/lock";

/**
 * Disables a user: their sessions end, and they cannot sign in until an admin enables them. Disabling a disabled user
 * changes nothing.
 * @param userId a UUID
 * @throws AppError `own_account`; `not_found` when there is no such user, or the caller is no longer an admin
 */
export async function disableUser(admin: Admin, userId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const { disabledAt } = await lockUser(tx, admin, userId);
    if (disabledAt) return;
    await tx.$executeRaw`UPDATE "User" SET "disabledAt" = now() WHERE id = ${userId}::uuid`;
    await tx.session.deleteMany({ where: { userId } });
    const actor = actorOf(admin);
    await recordAuditEvent(tx, { actor, action: "user.disabled", after: { userId } });
  });
}
