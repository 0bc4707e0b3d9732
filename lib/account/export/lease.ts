import "server-only";
import { db } from "@/lib/db/client";

/**
 * How long a download that says nothing keeps the next one waiting, in seconds. A lease and no lock: a lock needs a
 * session, which PgBouncer does not give, and a transaction would wait for whoever reads slowly.
 */
const LEASE_SECONDS = 60;

/**
 * Begins the only download of a user, on all servers together.
 * @param id a UUID of this download
 * @returns whether it may begin; not while another one is going on
 */
export async function takeDownload(userId: string, id: string): Promise<boolean> {
  const taken = await db().$executeRaw`
    INSERT INTO "AccountDownload" AS other ("userId", id, "expiresAt")
    VALUES (${userId}::uuid, ${id}::uuid, now() + make_interval(secs => ${LEASE_SECONDS}::int))
    ON CONFLICT ("userId") DO UPDATE SET id = excluded.id, "expiresAt" = excluded."expiresAt"
     WHERE other."expiresAt" <= now()`;
  return taken > 0;
}

/** Tells that a download goes on. @returns false if another one has begun, because this one was silent for too long */
export async function keepDownload(userId: string, id: string): Promise<boolean> {
  const kept = await db().$executeRaw`
    UPDATE "AccountDownload" SET "expiresAt" = now() + make_interval(secs => ${LEASE_SECONDS}::int)
     WHERE "userId" = ${userId}::uuid AND id = ${id}::uuid`;
  return kept > 0;
}

/** Ends a download, so that the next one may begin at once. */
export async function endDownload(userId: string, id: string): Promise<void> {
  await db().$executeRaw`DELETE FROM "AccountDownload" WHERE "userId" = ${userId}::uuid AND id = ${id}::uuid`;
}
