import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { isRoleGoverned } from "@/lib/auth/staff/governed";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Admin } from "@/lib/principal";
import { lockUser } from "@/lib/users/lock";
import type { Role } from "@/prisma/generated/enums";

/**
 * Changes a user's role, effective with their next request. The same role again is not recorded as a change.
 * @param userId a UUID
 * @throws AppError `own_account`; `role_governed` when groups at the identity provider decide; `not_found` when there is no such user, or the caller is no longer an admin
 */
export async function changeRole(admin: Admin, userId: string, role: Role): Promise<void> {
  await db().$transaction(async (tx) => {
    const user = await lockUser(tx, admin, userId);
    if (user.role === role) return;
    if (await isRoleGoverned(tx, userId)) throw new AppError("role_governed");
    await tx.user.update({ where: { id: userId }, data: { role }, select: { id: true } });
    await recordAuditEvent(tx, {
      actor: actorOf(admin),
      action: "user.role_changed",
      before: { role: user.role },
      after: { userId, role },
    });
  });
}
