import "server-only";
import type { Actor } from "@/lib/audit/record";
import { markRemoved } from "@/lib/connections/status";
import type { Transaction } from "@/lib/db/client";
import type { RevocationAnswer } from "@/lib/receipthero/revoke";
import { Prisma } from "@/prisma/generated/client";

/** A disconnecting connection, with the token that is to be erased. */
export type DisconnectingConnection = { receiptheroId: string; sealedToken: string };

/**
 * The proof that a connection is disconnected: ReceiptHero's answer; `dead` when ReceiptHero refuses this token but
 * accepts others; or `unconfirmed` when an admin marked it as disconnected.
 */
export type EndingProof = RevocationAnswer | "dead" | "unconfirmed";

/**
 * Makes a `REVOKING` connection `REMOVED` and erases its token. A connection that was granted again has another token,
 * and stays.
 * @returns whether it was still disconnecting with this token
 */
export async function removeDisconnecting(
  tx: Transaction,
  { receiptheroId, sealedToken }: DisconnectingConnection,
  answer: EndingProof,
  actor: Actor,
): Promise<boolean> {
  const isWaiting = Prisma.sql`c.status = 'REVOKING' AND c."sealedToken" = ${sealedToken}`;
  return (await markRemoved(tx, receiptheroId, isWaiting, { actor, by: "SYSTEM", details: { answer } })) !== null;
}
