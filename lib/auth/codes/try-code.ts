import "server-only";
import { hashCode, sameHash } from "@/lib/auth/codes/code";
import { getOpenCode } from "@/lib/auth/codes/get-open-code";
import { attemptsKey } from "@/lib/auth/codes/mailbox-attempts";
import { db } from "@/lib/db/client";
import { CODE_LOCK_MINUTES } from "@/lib/lifetimes";
import { ATTEMPTS_PER_CODE, ATTEMPTS_PER_MAILBOX } from "@/lib/quotas";
import type { CodePurpose } from "@/prisma/generated/enums";

/** The result of a guess. `missing`: this browser has no code, or the code was used or replaced in the meantime. */
export type Guess =
  | { result: "right"; email: string; returnTo: string; linkHash: string | null }
  | { result: "wrong" | "used_up" | "missing" };

type Attempt = { email: string; codeHash: string; linkHash: string | null; attempts: number; mayTry: boolean };

/**
 * Tries a code for a browser. The right code is deleted by the same statement, so it works once.
 * @param code as `codeSchema` returns it
 * @param expectedEmail the only mailbox whose code is accepted; any when omitted
 * @throws any database error
 */
export async function tryCode(
  purpose: CodePurpose,
  browserHash: string,
  code: string,
  expectedEmail?: string,
): Promise<Guess> {
  const open = await getOpenCode(purpose, browserHash);
  if (!open || (expectedEmail !== undefined && open.email !== expectedEmail)) return { result: "missing" };
  const { id, email, returnTo } = open;
  const attempt = await countAttempt(purpose, id, email);
  if (!attempt?.mayTry) return { result: open.usedUp || attempt ? "used_up" : "missing" };

  if (!sameHash(hashCode({ id, purpose, browserHash, email }, code), attempt.codeHash)) {
    return { result: attempt.attempts < ATTEMPTS_PER_CODE ? "wrong" : "used_up" };
  }
  const used = await db().mailedCode.deleteMany({ where: { id } });
  return used.count > 0 ? { result: "right", email, returnTo, linkHash: attempt.linkHash } : { result: "missing" };
}

/**
 * Counts an attempt, for the code and for its mailbox, before the code is compared. It is one statement. An UPDATE
 * waits for concurrent ones on the same row and rechecks it, so parallel guesses gain no extra attempt.
 * @returns null when the code has no attempt left, or is gone
 */
async function countAttempt(purpose: CodePurpose, id: string, email: string): Promise<Attempt | null> {
  const [attempt] = await db().$queryRaw<Attempt[]>`
    WITH attempt AS (
      UPDATE "MailedCode" SET attempts = attempts + 1
       WHERE id = ${id}::uuid AND attempts < ${ATTEMPTS_PER_CODE} AND "expiresAt" > now()
      RETURNING email, "codeHash", "linkHash", attempts
    ), mailbox AS (
      INSERT INTO "RateLimiterFlexible" AS counted (key, points, expire)
      SELECT ${attemptsKey(purpose, email)}, 1, now() + make_interval(mins => ${CODE_LOCK_MINUTES}::int) FROM attempt
      ON CONFLICT (key) DO UPDATE
         SET points = CASE WHEN counted.expire > now() THEN counted.points + 1 ELSE 1 END,
             expire = CASE WHEN counted.expire > now() THEN counted.expire ELSE excluded.expire END
       WHERE counted.expire <= now() OR counted.points < ${ATTEMPTS_PER_MAILBOX}
      RETURNING key
    )
    SELECT attempt.*, EXISTS (SELECT FROM mailbox) AS "mayTry" FROM attempt`;
  return attempt ?? null;
}
