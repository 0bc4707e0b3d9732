import "server-only";
import { isKey } from "@/lib/api-keys/secret";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { ApiKey } from "@/lib/principal";

/**
 * A key, and its requests of the current second.
 * @property requests how many it has made, with this one
 * @property left how much of the second is left, in milliseconds
 */
export type Authenticated = { key: ApiKey; requests: number; left: number };

type Row = Pick<ApiKey, "id" | "permissions"> & { requests: number; left: number };

/**
 * Finds the key of a request, counts the request, and notes the key's use, in one statement
 * (docs/decisions/0039-api-keys.md).
 * @returns null for a mistyped, unknown, ended or expired key
 * @throws any database error
 */
export async function authenticate(secret: string): Promise<Authenticated | null> {
  if (!isKey(secret)) return null;
  const [row] = await db().$queryRaw<Row[]>`
    WITH found AS (
      SELECT id, permissions, "lastUsedAt" FROM "ApiKey"
       WHERE hash = ${sha256(secret)} AND "endedAt" IS NULL AND ("expiresAt" IS NULL OR "expiresAt" > now())
    ), used AS (
      UPDATE "ApiKey" k SET "lastUsedAt" = now() FROM found
       WHERE k.id = found.id AND (k."lastUsedAt" IS NULL OR k."lastUsedAt" < now() - interval '1 minute')
    ), counted AS (
      INSERT INTO "ApiKeyWindow" AS w ("apiKeyId", "startedAt", requests)
      SELECT id, date_trunc('second', clock_timestamp()), 1 FROM found
      ON CONFLICT ("apiKeyId") DO UPDATE
        -- A request that waited for the row may come from an earlier second than the row.
        SET requests = CASE WHEN w."startedAt" < excluded."startedAt" THEN 1 ELSE w.requests + 1 END,
            "startedAt" = greatest(w."startedAt", excluded."startedAt")
      RETURNING requests
    )
    SELECT found.id, found.permissions, counted.requests,
           1000 - (extract(milliseconds FROM clock_timestamp())::int % 1000) AS left
      FROM found, counted`;
  if (!row) return null;
  const { requests, left, ...key } = row;
  return { key: key as ApiKey, requests, left };
}
