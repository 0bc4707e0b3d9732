import "server-only";
import { z } from "zod";
import { seal, unseal } from "@/lib/crypto/seal";
import { ConnectionStatus } from "@/prisma/generated/enums";

/** A grant that waits for the owner's decision, and what the connection was when it arrived. */
const waitingGrant = z.object({
  accessToken: z.string(),
  receiptheroId: z.string(),
  issuedAt: z.iso.datetime().pipe(z.coerce.date()).nullable(),
  scopes: z.array(z.string()).nullable(),
  former: z.object({ merchantId: z.uuid(), status: z.enum(ConnectionStatus), grantNumber: z.int() }),
});

export type WaitingGrant = z.infer<typeof waitingGrant>;

/** Seals a grant for the row of its authorization request. */
export function sealGrant(grant: WaitingGrant, stateHash: string): string {
  return seal(JSON.stringify(grant), rowOf(stateHash));
}

/**
 * Unseals a grant.
 * @throws AppError `seal_key_missing` or `seal_broken`
 */
export function unsealGrant(sealedGrant: string, stateHash: string): WaitingGrant {
  return waitingGrant.parse(JSON.parse(unseal(sealedGrant, rowOf(stateHash))));
}

/** The code verifier of the same row is sealed for `stateHash`. Neither can stand in for the other. */
export function rowOf(stateHash: string): string {
  return `grant of ${stateHash}`;
}
