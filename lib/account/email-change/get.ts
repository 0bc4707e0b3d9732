import "server-only";
import { isEmailFixed } from "@/lib/auth/staff/governed";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { User } from "@/lib/principal";

/** The new email that this user's open link confirms, or null. Another user's link gives null. */
export async function getEmailChange(user: User, token: string): Promise<{ email: string } | null> {
  if (await isEmailFixed(db(), user)) return null;
  const [found] = await db().$queryRaw<{ email: string }[]>`
    SELECT email FROM "EmailChange"
     WHERE "tokenHash" = ${sha256(token)} AND "userId" = ${user.id}::uuid AND "usedAt" IS NULL AND "expiresAt" > now()`;
  return found ?? null;
}
