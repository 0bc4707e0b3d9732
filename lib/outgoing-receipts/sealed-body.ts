import "server-only";
import { z } from "zod";
import { seal, unseal } from "@/lib/crypto/seal";

const recipientToken = z.object({
  type: z.string(),
  value: z.string(),
  id: z.string().optional(),
  namespace: z.string().optional(),
});

/** The content of a receipt: HeroJSON, and the tokens that name the recipient, unless a connection does. */
const body = z.object({ tokens: z.array(recipientToken), receipt: z.unknown() });

export type OutgoingBody = z.infer<typeof body>;

/** Seals the content for the row of its receipt. */
export function sealBody(given: OutgoingBody, id: string): string {
  return seal(JSON.stringify(given), rowOf(id));
}

/**
 * Unseals the content.
 * @throws AppError `seal_key_missing` or `seal_broken`
 */
export function unsealBody(sealedBody: string, id: string): OutgoingBody {
  return body.parse(JSON.parse(unseal(sealedBody, rowOf(id))));
}

export function rowOf(id: string): string {
  return `outgoing receipt ${id}`;
}
