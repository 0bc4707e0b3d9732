import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";

/** The address that an open link of a change's mail restores, and the one that it takes away; or null. */
export async function getEmailUndo(token: string): Promise<{ email: string; current: string } | null> {
  const [found] = await db().$queryRaw<{ email: string; current: string }[]>`
    SELECT c.email, u.email AS current FROM "EmailUndo" c JOIN "User" u ON u.id = c."userId"
     WHERE c."tokenHash" = ${sha256(token)} AND c."usedAt" IS NULL AND c."expiresAt" > now()`;
  return found ?? null;
}
