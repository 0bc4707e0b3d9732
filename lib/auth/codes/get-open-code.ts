import "server-only";
import { isMailboxUsedUp } from "@/lib/auth/codes/mailbox-attempts";
import { db } from "@/lib/db/client";
import { ATTEMPTS_PER_CODE } from "@/lib/quotas";
import type { CodePurpose } from "@/prisma/generated/enums";

/** A code that was sent for this browser. `usedUp` is false as long as it may be tried. */
export type OpenCode = { id: string; email: string; returnTo: string; usedUp: boolean };

/**
 * The newest code of a browser for a purpose, or null when there is none or it is older than an hour.
 * @throws any database error
 */
export async function getOpenCode(purpose: CodePurpose, browserHash: string): Promise<OpenCode | null> {
  const [row] = await db().$queryRaw<{ id: string; email: string; returnTo: string | null; attempts: number }[]>`
    SELECT id, email, "returnTo", attempts FROM "MailedCode"
     WHERE "browserHash" = ${browserHash} AND purpose = ${purpose}::"CodePurpose" AND "expiresAt" > now()`;
  if (!row) return null;
  const { attempts, returnTo, ...code } = row;
  const usedUp = attempts >= ATTEMPTS_PER_CODE || (await isMailboxUsedUp(purpose, code.email));
  return { ...code, returnTo: returnTo ?? "/", usedUp };
}
