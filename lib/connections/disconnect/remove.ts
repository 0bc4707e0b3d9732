import "server-only";
import type { Actor } from "@/lib/audit/record";
import { markRemoved } from "@/lib/connections/status";
import type { Transaction } from "@/lib/db/client";
import type { RevocationAnswer } from "@/lib/receipthero/revoke";
import { Prisma } from "@/prisma/generated/client";

/** A connection that waits for ReceiptHero, with the token that is to be erased. */
export type DisconnectingConnection = { receiptheroId: string; sealedToken: string };

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
  { receiptheroId, sealedToken }: DisconnectingConnection,
  answer: EndingProof,
  actor: Actor,
): Promise<boolean> {
  const isWaiting = Prisma.sql`c.status = 'REVOKING' AND c."sealedToken" = ${sealedToken}`;
  return (await markRemoved(tx, receiptheroId, isWaiting, { actor, by: "SYSTEM", details: { answer } })) !== null;
}
