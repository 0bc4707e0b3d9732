import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { ATTEMPTS_PER_MAILBOX } from "@/lib/quotas";
import type { CodePurpose } from "@/prisma/generated/enums";

/** The key of the "RateLimiterFlexible" row that counts the attempts on a mailbox's codes. */
export function attemptsKey(purpose: CodePurpose, email: string): string {
  return `code-attempts:${purpose}:${sha256(email)}`;
}

/** Whether a mailbox has reached the hourly limit of attempts, so none of its codes may be tried for now. */
export async function isMailboxUsedUp(purpose: CodePurpose, email: string): Promise<boolean> {
  const spent = await db().$queryRaw<unknown[]>`
    SELECT 1 FROM "RateLimiterFlexible"
     WHERE key = ${attemptsKey(purpose, email)} AND expire > now() AND points >= ${ATTEMPTS_PER_MAILBOX}`;
  return spent.length > 0;
}
