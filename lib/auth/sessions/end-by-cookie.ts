import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";

/**
 * Ends the session of a cookie and records the sign-out. Without such a session it changes nothing.
 * @param token the cookie's value
 * @param tx an open transaction to use; by default a new one
 * @throws the database's error
 */
export function endSessionOfCookie(token: string, tx?: Transaction): Promise<void> {
  return tx ? end(tx, token) : db().$transaction((own) => end(own, token));
}

async function end(tx: Transaction, token: string): Promise<void> {
  const ended = await tx.$queryRaw<{ id: string; userId: string }[]>`
    DELETE FROM "Session" WHERE "sessionToken" = ${sha256(token)} RETURNING id, "userId"`;
  for (const { id, userId } of ended) {
    await recordAuditEvent(tx, {
      actor: { type: "USER", id: userId },
      action: "user.signed_out",
      after: { sessionId: id },
    });
  }
}
