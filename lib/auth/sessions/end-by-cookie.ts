import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { sha256 } from "@/lib/crypto/tokens";
import { db, type Transaction } from "@/lib/db/client";

/**
 * Ends the session of a cookie and records the sign-out. A cookie without a session changes nothing.
 * @param token the cookie's value
 * @param tx the transaction to end it in; without one it gets its own
 * @throws the database's error as it came
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
