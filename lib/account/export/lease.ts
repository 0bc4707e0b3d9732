import "server-only";
import { stillReads } from "@/lib/auth/members/still-reads";
import { db } from "@/lib/db/client";
import type { Reader } from "@/lib/principal";

/**
 * How long a download that stalls blocks the next one, in seconds. This is a lease instead of a lock: a session lock
 * does not work with PgBouncer, and a transaction would stay open as long as a slow client reads.
 */
const LEASE_SECONDS = 60;

/**
 * Starts the only download of a user, across all servers.
 * @param id a UUID of this download
 * @returns whether it may start; false while another one is running
 */
export async function takeDownload(userId: string, id: string): Promise<boolean> {
  const taken = await db().$executeRaw`
    INSERT INTO "AccountDownload" AS other ("userId", id, "expiresAt")
    VALUES (${userId}::uuid, ${id}::uuid, now() + make_interval(secs => ${LEASE_SECONDS}::int))
    ON CONFLICT ("userId") DO UPDATE SET id = excluded.id, "expiresAt" = excluded."expiresAt"
     WHERE other."expiresAt" <= now()`;
  return taken > 0;
}

/**
 * Renews the lease of a download.
 * @returns false if another download has started because this one stalled for too long, or if the user no longer belongs
 * to the merchant
 */
export async function keepDownload(reader: Reader, id: string): Promise<boolean> {
  const kept = await db().$executeRaw`
    UPDATE "AccountDownload" SET "expiresAt" = now() + make_interval(secs => ${LEASE_SECONDS}::int)
     WHERE "userId" = ${reader.id}::uuid AND id = ${id}::uuid AND ${stillReads(reader)}`;
  return kept > 0;
}

/** Releases the lease of a download, so the next one may start immediately. */
export async function endDownload(userId: string, id: string): Promise<void> {
  await db().$executeRaw`DELETE FROM "AccountDownload" WHERE "userId" = ${userId}::uuid AND id = ${id}::uuid`;
}
