import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** `createdBy` is an email; null once that account is deleted. */
export type ListedApiKey = {
  id: string;
  name: string;
  permissions: string[];
  createdAt: Date;
  createdBy: string | null;
  expiresAt: Date | null;
  lastUsedAt: Date | null;
  endedAt: Date | null;
  isExpired: boolean;
};

/** SQL: the key `k` with its creator. */
const SELECTED = Prisma.sql`
  SELECT k.id, k.name, k.permissions, k."createdAt", u.email AS "createdBy", k."expiresAt", k."lastUsedAt", k."endedAt",
         coalesce(k."expiresAt" <= now(), false) AS "isExpired"`;

/**
 * The API keys, newest first, including ended and expired ones.
 * @param after the last key of the previous page; null for the newest
 */
export async function listApiKeys(_staff: Staff, after: Cursor | null) {
  const rows = await db().$queryRaw<ListedApiKey[]>`
    ${SELECTED}
      FROM (SELECT * FROM "ApiKey" WHERE ${afterCursor(NEWEST_FIRST, after)}
             ORDER BY ${orderBy(NEWEST_FIRST)} LIMIT ${PAGE_SIZE + 1}) k
      LEFT JOIN "User" u ON u.id = k."createdById"
     ORDER BY ${orderBy(NEWEST_FIRST, "k.")}`;
  return toPage(NEWEST_FIRST, rows);
}

/**
 * One API key, or null.
 * @param id a UUID
 */
export async function getApiKey(_staff: Staff, id: string): Promise<ListedApiKey | null> {
  const [row] = await db().$queryRaw<ListedApiKey[]>`
    ${SELECTED} FROM "ApiKey" k LEFT JOIN "User" u ON u.id = k."createdById" WHERE k.id = ${id}::uuid`;
  return row ?? null;
}
