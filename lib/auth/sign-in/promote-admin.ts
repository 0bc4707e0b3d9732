import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

type SignedIn = { id?: string | undefined; email?: string | null | undefined };

/**
 * Makes a user an admin if their address is one of ADMIN_EMAILS. Called at each sign-in, so a user whom an admin gave
 * another role is an admin again until the address leaves that setting. A disabled user stays disabled.
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
