import "server-only";
import { type Actor, recordAuditEvent } from "@/lib/audit/record";
import type { Transaction } from "@/lib/db";
import type { RevocationAnswer } from "@/lib/receipthero/revoke";
import type { RemovedBy } from "@/prisma/generated/enums";

/** A connection that waits for ReceiptHero, with the token that is to be erased. */
export type DisconnectingConnection = {
  receiptheroId: string;
  merchantId: string;
  sealedToken: string;
  removedBy: RemovedBy | null;
};

/**
 * Why a disconnecting connection is over: what ReceiptHero answered; `dead`, when it refuses the token and accepts
 * others; or `unconfirmed`, when staff decided that it has ended.
 */
export type EndingProof = RevocationAnswer | "dead" | "unconfirmed";

/**
 * Makes a `REVOKING` connection `REMOVED` and erases its token. A connection that was granted again has another token,
 * and stays.
 * @returns whether it was still waiting with this token
 */
export async function removeDisconnecting(
  tx: Transaction,
  { receiptheroId, merchantId, sealedToken, removedBy }: DisconnectingConnection,
  answer: EndingProof,
  actor: Actor,
): Promise<boolean> {
  const removed = await tx.$executeRaw`
    UPDATE "Connection" SET status = 'REMOVED', "sealedToken" = NULL, "tokenIssuedAt" = NULL, "removedAt" = now(),
           "revokingSince" = NULL, "revocationError" = NULL
     WHERE "receiptheroId" = ${receiptheroId} AND status = 'REVOKING' AND "sealedToken" = ${sealedToken}`;
  if (removed === 0) return false;
  await recordAuditEvent(tx, {
    actor,
    action: "connection.removed",
    merchantId,
    receiptheroId,
    before: { status: "REVOKING" },
    after: { status: "REMOVED", removedBy, answer },
  });
  return true;
}
