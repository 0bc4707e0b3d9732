import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

type SignedIn = { id?: string | undefined; email?: string | null | undefined };

/**
 * Makes a user an admin if their email is in ADMIN_EMAILS. This runs at each sign-in, so it also reverts another
 * admin's change of the role until the email is removed from that setting. A disabled user stays disabled.
 */
export async function promoteAdmin({ id, email }: SignedIn): Promise<void> {
  if (!id || !email || !env().ADMIN_EMAILS.includes(email)) return;

  await db().$transaction(async (tx) => {
    const promoted = await tx.user.updateMany({
      where: { id, role: { not: "ADMIN" }, disabledAt: null },
      data: { role: "ADMIN" },
    });
    if (promoted.count > 0) {
      await recordAuditEvent(tx, { actor: { type: "SYSTEM" }, action: "user.made_admin", after: { userId: id } });
    }
  });
}
