import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { readUnsubscribeToken } from "@/lib/user-mails/unsubscribe-token";

/**
 * Unsubscribes the user of a token from its topic.
 * @returns whether the token is ours and its user exists. It stays true when it is used again
 */
export async function unsubscribe(token: string): Promise<boolean> {
  const named = readUnsubscribeToken(token);
  if (!named) return false;
  const { userId, topic } = named;
  return db().$transaction(async (tx) => {
    const found = await tx.user.count({ where: { id: userId } });
    const { count } = await tx.user.updateMany({ where: { id: userId, [topic]: true }, data: { [topic]: false } });
    if (count > 0) {
      const actor = { type: "USER", id: userId } as const;
      await recordAuditEvent(tx, {
        actor,
        action: "user.changed",
        before: { [topic]: true },
        after: { [topic]: false },
      });
    }
    return found > 0;
  });
}
