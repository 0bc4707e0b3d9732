import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Role } from "@/prisma/generated/enums";

/**
 * Gives a user the role that the groups of a sign-in give. Who is in none of them any more is no longer staff, and all their
 * sessions end. `ADMIN_EMAILS` counts for more than the groups. The same role again changes nothing.
 * @param userId a UUID
 * @throws any database error; then the visitor must not be signed in
 */
export async function followGroups(userId: string, role: Role): Promise<void> {
  await db().$transaction(async (tx) => {
    const [user] = await tx.$queryRaw<{ email: string; role: Role }[]>`
      SELECT email, role FROM "User" WHERE id = ${userId}::uuid FOR NO KEY UPDATE`;
    if (!user || user.role === role || env().ADMIN_EMAILS.includes(user.email)) return;
    await tx.user.update({ where: { id: userId }, data: { role }, select: { id: true } });
    if (role === "MERCHANT") await tx.session.deleteMany({ where: { userId } });
    await recordAuditEvent(tx, {
      actor: { type: "SYSTEM" },
      action: "user.role_changed_by_sso",
      before: { role: user.role },
      after: { userId, role },
    });
  });
}
