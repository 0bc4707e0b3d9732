import "server-only";
import { noteAlarm } from "@/lib/alarms/note";
import { recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db/client";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

/**
 * Whether a user who signs in by email or with a passkey uses the way back: staff use single sign-on alone, and `ADMIN_EMAILS`
 * names this user, because somebody must get in while the identity provider is away.
 * @throws the database's error
 */
export async function usesWayBack(tx: Transaction, userId: string): Promise<boolean> {
  const { AUTH_STAFF, ADMIN_EMAILS } = env();
  if (AUTH_STAFF !== "oidc") return false;
  const user = await tx.user.findUnique({ where: { id: userId }, select: { email: true } });
  return user !== null && ADMIN_EMAILS.includes(user.email);
}

/**
 * Tells of a sign-in by the way back: the log, the audit log, and the admins by email.
 * @param method by email, or with a passkey
 */
export async function noteWayBack(tx: Transaction, userId: string, sessionId: string, method: string): Promise<void> {
  log.warn({ userId, sessionId, method }, "an admin of ADMIN_EMAILS signed in without single sign-on");
  await recordAuditEvent(tx, {
    actor: { type: "USER", id: userId },
    action: "user.way_back_used",
    after: { method, sessionId },
  });
  await noteAlarm(tx, "way_back_used", sessionId);
}
