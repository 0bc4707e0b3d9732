import "server-only";
import { randomUUID } from "node:crypto";
import { hashCode, newCode } from "@/lib/auth/codes/code";
import { attemptsKey } from "@/lib/auth/codes/mailbox-attempts";
import { db } from "@/lib/db/client";
import { ATTEMPTS_PER_CODE, ATTEMPTS_PER_MAILBOX } from "@/lib/quotas";
import type { CodePurpose } from "@/prisma/generated/enums";

type Wanted = {
  purpose: CodePurpose;
  /** The hash that identifies the browser. The code works in no other one. */
  browserHash: string;
  email: string;
  /** The sign-in link in the same email, and the path to open after signing in. */
  link?: { hash: string; returnTo: string };
};

/**
 * Creates a code to be sent by email. It replaces the browser's earlier code for the same purpose.
 * @returns the code, or null when the mailbox has reached the hourly limit of attempts
 * @throws any database error
 */
export async function issueCode({ purpose, browserHash, email, link }: Wanted): Promise<string | null> {
  const id = randomUUID();
  const code = newCode();
  const codeHash = hashCode({ id, purpose, browserHash, email }, code);
  const key = attemptsKey(purpose, email);
  const [issued] = await db().$queryRaw<{ attempts: number }[]>`
    INSERT INTO "MailedCode" (id, purpose, "browserHash", email, "codeHash", "linkHash", "returnTo", attempts)
    SELECT ${id}::uuid, ${purpose}::"CodePurpose", ${browserHash}, ${email}, ${codeHash}, ${link?.hash}, ${link?.returnTo},
           CASE WHEN EXISTS (SELECT FROM "RateLimiterFlexible"
                              WHERE key = ${key} AND expire > now() AND points >= ${ATTEMPTS_PER_MAILBOX})
                THEN ${ATTEMPTS_PER_CODE} ELSE 0 END
    ON CONFLICT ("browserHash", purpose) DO UPDATE
       SET id = excluded.id, email = excluded.email, "codeHash" = excluded."codeHash", "linkHash" = excluded."linkHash",
           "returnTo" = excluded."returnTo", attempts = excluded.attempts, "createdAt" = excluded."createdAt",
           "expiresAt" = excluded."expiresAt"
    RETURNING attempts`;
  return issued?.attempts === 0 ? code : null;
}
