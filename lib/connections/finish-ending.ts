import "server-only";
import { recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { type RevocationAnswer, revoke } from "@/lib/receipthero/revoke";
import { open } from "@/lib/seal";

/**
 * Ends a `REVOKING` connection at ReceiptHero, and then here: token erased, `REMOVED`. Safe to repeat and to run twice
 * at once. A connection that was granted anew meanwhile has another token, and stays.
 * @param timeout how long ReceiptHero may take, in milliseconds
 * @throws when ReceiptHero does not confirm; the connection is then as before, with the reason
 */
export async function finishEnding(receiptheroId: string, timeout: number): Promise<void> {
  const waiting = await db().connection.findUnique({
    where: { receiptheroId, status: "REVOKING" },
    select: { sealedToken: true, merchantId: true, removedBy: true },
  });
  if (!waiting?.sealedToken) return;
  const { sealedToken, merchantId, removedBy } = waiting;

  let answer: RevocationAnswer;
  try {
    answer = await revoke(open(sealedToken, receiptheroId), timeout);
  } catch (error) {
    await noteFailure(receiptheroId, sealedToken, error);
    throw error;
  }
  await db().$transaction(async (tx) => {
    const removed = await tx.$executeRaw`
      UPDATE "Connection" SET status = 'REMOVED', "sealedToken" = NULL, "tokenIssuedAt" = NULL, "removedAt" = now(),
             "revokingSince" = NULL, "revocationError" = NULL
       WHERE "receiptheroId" = ${receiptheroId} AND status = 'REVOKING' AND "sealedToken" = ${sealedToken}`;
    if (removed === 0) return;
    await recordAuditEvent(tx, {
      actor: { type: "SYSTEM" },
      action: "connection.removed",
      merchantId,
      receiptheroId,
      before: { status: "REVOKING" },
      after: { status: "REMOVED", removedBy, answer },
    });
  });
}

/** Keeps what went wrong for the admin who looks. The reason is one of ours: nothing that ReceiptHero sent. */
async function noteFailure(receiptheroId: string, sealedToken: string, error: unknown): Promise<void> {
  log.warn({ err: error, receiptheroId }, "a connection could not be ended at ReceiptHero yet");
  const reason = error instanceof AppError ? error.message : "ReceiptHero could not be reached";
  await db().connection.updateMany({
    where: { receiptheroId, status: "REVOKING", sealedToken },
    data: { revocationError: reason },
  });
}
