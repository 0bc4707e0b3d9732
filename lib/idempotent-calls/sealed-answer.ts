import "server-only";
import { z } from "zod";
import { seal, unseal } from "@/lib/crypto/seal";
import type { CallId } from "@/lib/idempotent-calls/claim";

const sealed = z.object({ type: z.string().nullable(), body: z.string() });

/** The answer to a call. @property type its Content-Type */
export type Answer = { status: number } & z.infer<typeof sealed>;

/** Seals an answer, without its status, for the row of its call. */
export function sealAnswer({ type, body }: Answer, id: CallId): string {
  return seal(JSON.stringify({ type, body }), rowOf(id));
}

/**
 * Unseals an answer.
 * @throws AppError `seal_key_missing` or `seal_broken`
 */
export function unsealAnswer(status: number, sealedAnswer: string, id: CallId): Answer {
  return { status, ...sealed.parse(JSON.parse(unseal(sealedAnswer, rowOf(id)))) };
}

export function rowOf({ apiKeyId, keyHash }: CallId): string {
  return `answer to ${keyHash} of ${apiKeyId}`;
}
