import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/** Ends all of the user's own sessions except this one, which signs out every other browser. */
export async function endOtherSessions(user: User): Promise<void> {
  await db().$transaction(async (tx) => {
    const ended = await tx.session.deleteMany({ where: { userId: user.id, id: { not: user.sessionId } } });
    if (ended.count === 0) return;
    await recordAuditEvent(tx, {
      actor: actorOf(user),
      action: "session.ended",
      after: { userId: user.id, sessions: ended.count },
    });
  });
}
