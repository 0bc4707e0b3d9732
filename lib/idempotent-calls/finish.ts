import "server-only";
import { db } from "@/lib/db/client";
import type { ClaimedCall } from "@/lib/idempotent-calls/claim";
import { type Answer, sealAnswer } from "@/lib/idempotent-calls/sealed-answer";

/**
 * Keeps the answer to a call, so that a repetition gets it too. If another server has taken over, its answer is kept.
 * @throws AppError `seal_key_missing`; any database error
 */
export async function keepAnswer(call: ClaimedCall, answer: Answer): Promise<void> {
  const { apiKeyId, keyHash, leasedUntil } = call;
  await db().idempotentCall.updateMany({
    where: { apiKeyId, keyHash, leasedUntil },
    data: { status: answer.status, sealedAnswer: sealAnswer(answer, call), leasedUntil: null },
  });
}

/**
 * Lets a repetition of a call run again, with the same `resultId`.
 * @throws any database error
 */
export async function releaseCall({ apiKeyId, keyHash, leasedUntil }: ClaimedCall): Promise<void> {
  await db().$executeRaw`
    UPDATE "IdempotentCall" SET "leasedUntil" = now()
     WHERE "apiKeyId" = ${apiKeyId}::uuid AND "keyHash" = ${keyHash} AND "leasedUntil" = ${leasedUntil}::timestamptz`;
}
