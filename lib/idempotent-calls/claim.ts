import "server-only";
import { randomUUID } from "node:crypto";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { type Answer, unsealAnswer } from "@/lib/idempotent-calls/sealed-answer";
import { IDEMPOTENCY_HOURS, IDEMPOTENT_CALL_SECONDS } from "@/lib/lifetimes";
import type { ApiKey } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** Identifies a call: the API key, and the hash of the call's Idempotency-Key. */
export type CallId = { apiKeyId: string; keyHash: string };

/**
 * A call that this server alone may work on.
 * @property resultId the ID of the row that the call creates. A call that is repeated after a crash has the same.
 * @property leasedUntil when another server may take over
 */
export type ClaimedCall = CallId & { resultId: string; leasedUntil: Date };

/** `answered`: the kept answer. `reused`: the Idempotency-Key belongs to another request. */
export type Claim =
  | { as: "claimed"; call: ClaimedCall }
  | { as: "answered"; answer: Answer }
  | { as: "reused" }
  | { as: "in_progress" };

/**
 * Claims a call, or finds what became of the first one with the same Idempotency-Key. Of concurrent calls one is
 * claimed (docs/decisions/0045-idempotency.md).
 * @param idempotencyKey the value of the header
 * @param operation the operation's ID
 * @param requestHash SHA-256 of everything that the operation reads
 * @throws AppError `seal_key_missing` or `seal_broken`; any database error
 */
export async function claimCall(
  key: ApiKey,
  idempotencyKey: string,
  operation: string,
  requestHash: string,
): Promise<Claim> {
  const id: CallId = { apiKeyId: key.id, keyHash: sha256(idempotencyKey) };
  const [claimed] = await db().$queryRaw<Pick<ClaimedCall, "resultId" | "leasedUntil">[]>`
    INSERT INTO "IdempotentCall" AS call ("apiKeyId", "keyHash", operation, "requestHash", "resultId", "leasedUntil")
    VALUES (${id.apiKeyId}::uuid, ${id.keyHash}, ${operation}, ${requestHash}, ${randomUUID()}::uuid,
            now() + make_interval(secs => ${IDEMPOTENT_CALL_SECONDS}::int))
    ON CONFLICT ("apiKeyId", "keyHash") DO UPDATE
      SET operation = excluded.operation, "requestHash" = excluded."requestHash", "leasedUntil" = excluded."leasedUntil",
          "resultId" = CASE WHEN ${isExpired} THEN excluded."resultId" ELSE call."resultId" END,
          "createdAt" = CASE WHEN ${isExpired} THEN now() ELSE call."createdAt" END,
          status = NULL, "sealedAnswer" = NULL
      WHERE (call."leasedUntil" IS NULL OR call."leasedUntil" <= now())
        AND (${isExpired} OR (call.status IS NULL AND call.operation = excluded.operation
                              AND call."requestHash" = excluded."requestHash"))
    RETURNING "resultId", "leasedUntil"`;
  if (claimed) return { as: "claimed", call: { ...id, ...claimed } };

  const kept = await db().idempotentCall.findUnique({ where: { apiKeyId_keyHash: id } });
  // The first call was deleted or released since the statement before.
  if (!kept) return { as: "in_progress" };
  if (kept.operation !== operation || kept.requestHash !== requestHash) return { as: "reused" };
  if (kept.status === null || kept.sealedAnswer === null) return { as: "in_progress" };
  return { as: "answered", answer: unsealAnswer(kept.status, kept.sealedAnswer, id) };
}

const isExpired = Prisma.sql`call."createdAt" <= now() - make_interval(hours => ${IDEMPOTENCY_HOURS}::int)`;
