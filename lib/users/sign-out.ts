import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { Admin } from "@/lib/principal";

/**
 * Signs a user out: of one browser, or of all.
 * @param userId a UUID
 * @param sessionId a UUID, of one of that user's sessions; null for all of them
 * @throws AppError `not_found` when there is no such session
 */
export async function signOutUser(admin: Admin, userId: string, sessionId: string | null): Promise<void> {
  await db().$transaction(async (tx) => {
    const ended = await tx.session.deleteMany({ where: { userId, ...(sessionId && { id: sessionId }) } });
    if (ended.count === 0) throw new AppError("not_found");
    await recordAuditEvent(tx, {
      actor: actorOf(admin),
      action: "session.ended",
      after: { userId, ...(sessionId ? { sessionId } : { sessions: ended.count }) },
    });
  });
}
