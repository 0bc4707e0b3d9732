import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { Admin } from "@/lib/principal";
import { lockUser } from "@/lib/users/lock";

/**
 * Lets someone who was shut out sign in again. Whoever may is left as they are.
 * @param personId a UUID
 * @throws AppError `own_account`; `not_found` when there is no such person, or the admin is no admin any more
 */
export async function enableUser(admin: Admin, personId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const { merchantId, disabledAt } = await lockUser(tx, admin, personId);
    if (!disabledAt) return;
    // A sign-in that was under way while they were shut out may have left a session that never counted.
    await tx.session.deleteMany({ where: { userId: personId } });
    await tx.user.update({ where: { id: personId }, data: { disabledAt: null }, select: { id: true } });
    const actor = actorOf(admin);
    await recordAuditEvent(tx, { actor, action: "user.enabled", merchantId, after: { userId: personId } });
  });
}
