import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Operator } from "@/lib/principal";
import type { Role } from "@/prisma/generated/enums";

/** Whether there was such a user, and what they were. */
export type MadeAdmin = { userId: string; isNew: boolean; was: { role: Role; isDisabled: boolean } | null };

/**
 * Makes the user with an email an admin. A disabled one is enabled, because an operator names somebody who shall work.
 * @param email as `parseEmailAddress` returns it
 * @param mayCreate whether a user is created if there is none, who signs in with a mailed link like everyone
 * @throws AppError `not_found` when there is no such user, and none may be created
 */
export function makeAdmin(operator: Operator, email: string, mayCreate: boolean): Promise<MadeAdmin> {
  const actor = actorOf(operator);
  return db().$transaction(async (tx) => {
    if (mayCreate) {
      const [created] = await tx.$queryRaw<{ id: string }[]>`
        INSERT INTO "User" (email, role) VALUES (${email}, 'ADMIN') ON CONFLICT DO NOTHING RETURNING id`;
      if (created) {
        await recordAuditEvent(tx, { actor, action: "user.made_admin", after: { userId: created.id } });
        return { userId: created.id, isNew: true, was: null };
      }
    }
    const [user] = await tx.$queryRaw<{ id: string; role: Role; disabledAt: Date | null }[]>`
      SELECT id, role, "disabledAt" FROM "User" WHERE email = ${email} FOR NO KEY UPDATE`;
    if (!user) throw new AppError("not_found");
    const { id: userId, role, disabledAt } = user;
    // As in enableUser: a session of the time before must not become valid now.
    if (disabledAt) await tx.session.deleteMany({ where: { userId } });
    await tx.user.update({ where: { id: userId }, data: { role: "ADMIN", disabledAt: null }, select: { id: true } });
    if (role !== "ADMIN") {
      await recordAuditEvent(tx, { actor, action: "user.made_admin", before: { role }, after: { userId } });
    }
    if (disabledAt) await recordAuditEvent(tx, { actor, action: "user.enabled", after: { userId } });
    return { userId, isNew: false, was: { role, isDisabled: disabledAt !== null } };
  });
}
