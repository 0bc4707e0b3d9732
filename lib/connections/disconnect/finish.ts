import "server-only";
import { type CheckedConnection, checkTokenOnce } from "@/lib/access-tokens/check";
import {
  completeDisconnect,
  type DisconnectingConnection,
  type DisconnectProof,
} from "@/lib/connections/disconnect/complete";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { UNREACHABLE } from "@/lib/receipthero/revocation-problem";
import { RevocationRefusedError, revoke } from "@/lib/receipthero/revoke";

/**
 * Revokes a `DISCONNECTING` connection at ReceiptHero, then erases its token and sets `DISCONNECTED`. It may be repeated and may
 * run twice at once. A connection that was granted again in the meantime has another token, and stays.
 * @param timeout the time for the revocation, and again for the check whether the token still works, in milliseconds
 * @throws when ReceiptHero does not confirm; the connection then stays `DISCONNECTING`, with the reason
 */
export async function finishDisconnecting(receiptheroId: string, timeout: number): Promise<void> {
  const waiting = await db().connection.findUnique({
    where: { receiptheroId, status: "DISCONNECTING" },
    select: { sealedToken: true, grantNumber: true, scopes: true, readProven: true },
  });
  if (!waiting?.sealedToken) return;
  const connection = { ...waiting, receiptheroId, sealedToken: waiting.sealedToken };

  let answer: DisconnectProof;
  try {
    answer = await end(connection, timeout);
  } catch (error) {
    await noteFailure(connection, error);
    throw error;
  }
  await db().$transaction((tx) => completeDisconnect(tx, connection, answer, { type: "SYSTEM" }));
}

/** Revokes the token. Servers answer 401 or 403 when the token is already dead, which also completes the disconnect. */
async function end(connection: CheckedConnection, timeout: number): Promise<DisconnectProof> {
  try {
    return await revoke(unseal(connection.sealedToken, connection.receiptheroId), timeout);
  } catch (error) {
    if (!(error instanceof RevocationRefusedError)) throw error;
    if ((await checkTokenOnce(connection, timeout)) !== "dead") throw error;
    return "dead";
  }
}

/** Records the error for the admins. The reason is a code of our own: never a text that ReceiptHero sent. */
async function noteFailure({ receiptheroId, grantNumber }: DisconnectingConnection, error: unknown): Promise<void> {
  log.warn({ err: error, receiptheroId }, "a connection could not be ended at ReceiptHero yet");
  const reason = error instanceof AppError ? error.message : UNREACHABLE;
  await db().connection.updateMany({
    where: { receiptheroId, status: "DISCONNECTING", grantNumber },
    data: { revocationError: reason },
  });
}
