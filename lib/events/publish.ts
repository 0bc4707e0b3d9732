import "server-only";
import { db } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";

/** SQL: the position of the last event that is published. */
export const LAST_POSITION = Prisma.sql`(SELECT coalesce(max(position), 0) FROM "Event")`;

/** How many events one transaction publishes at most. */
export const PUBLISHED_AT_ONCE = 1_000;

/**
 * Publishes the events that were committed: gives each its position. One server does it at a time, so that positions become
 * visible in their order: a caller who has seen a position has seen all before it.
 * @returns how many there were, or 0 when another server is at it
 */
export async function publishEvents(): Promise<number> {
  return db().$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ isOurs: boolean }]>`
      SELECT pg_try_advisory_xact_lock(hashtext('publish_events')) AS "isOurs"`;
    if (!lock.isOurs) return 0;
    return tx.$executeRaw`
      UPDATE "Event" e SET position = batch.position
        FROM (SELECT id, nextval('"Event_position_seq"') AS position
                FROM (SELECT id FROM "Event" WHERE position IS NULL ORDER BY id LIMIT ${PUBLISHED_AT_ONCE}::int) ordered) batch
       WHERE e.id = batch.id`;
  });
}
