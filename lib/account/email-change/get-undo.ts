import "server-only";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";

/** The email that an open undo link restores, and the current one that it replaces; or null. */
export async function getEmailUndo(token: string): Promise<{ email: string; current: string } | null> {
  const [found] = await db().$queryRaw<{ email: string; current: string }[]>`
    SELECT c.email, u.email AS current FROM "EmailUndo" c JOIN "User" u ON u.id = c."userId"
     WHERE c."tokenHash" = ${sha256(token)} AND c."usedAt" IS NULL AND c."expiresAt" > now()`;
  return found ?? null;
}
