import "server-only";
import type { Actor } from "@/lib/audit/record";
import { setDisconnected } from "@/lib/connections/status";
import type { Transaction } from "@/lib/db/client";
import type { RevocationAnswer } from "@/lib/receipthero/revoke";
import { Prisma } from "@/prisma/generated/client";

/**
 * A disconnecting connection, and the number of the grant whose token is to be erased. The sealed token itself changes
 * when it is sealed under another key.
 */
export type DisconnectingConnection = { receiptheroId: string; grantNumber: number };

/**
 * The proof that a connection is disconnected: ReceiptHero's answer; `dead` when ReceiptHero refuses this token but
 * accepts others; or `unconfirmed` when an admin marked it as disconnected.
 */
export type DisconnectProof = RevocationAnswer | "dead" | "unconfirmed";

/**
 * Makes a `DISCONNECTING` connection `DISCONNECTED` and erases its token. A connection that was granted again has another token,
 * and stays.
 * @returns whether it was still disconnecting, with this grant
 */
export async function completeDisconnect(
  tx: Transaction,
  { receiptheroId, grantNumber }: DisconnectingConnection,
  answer: DisconnectProof,
  actor: Actor,
): Promise<boolean> {
  const isWaiting = Prisma.sql`c.status = 'DISCONNECTING' AND c."grantNumber" = ${grantNumber}::int`;
  return (await setDisconnected(tx, receiptheroId, isWaiting, { actor, by: "SYSTEM", details: { answer } })) !== null;
}
