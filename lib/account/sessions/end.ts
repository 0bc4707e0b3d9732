import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import type { User } from "@/lib/principal";

/**
 * Ends one of the user's own sessions, which signs out that browser.
 * @param sessionId a UUID
 * @throws AppError `not_found`, for another user's session as well as for a missing one
 */
export async function endSession(user: User, sessionId: string): Promise<void> {
  await db().$transaction(async (tx) => {
    const ended = await tx.session.deleteMany({ where: { id: sessionId, userId: user.id } });
    if (ended.count === 0) throw new AppError("not_found");
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "session.ended",
      after: { userId: user.id, sessionId },
    });
  });
}
