import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";

/** How many events one transaction publishes. */
const BATCH = 1_000;

/** SQL: the key of the lock that a publisher holds. */
const LOCK = Prisma.sql`hashtext('publish_events')`;

/**
 * Publishes the events that were committed: gives each its position, and a delivery for each endpoint that gets its type.
 * One server does it at a time, so that positions become visible in their order: a caller who has seen a position has
 * seen all before it.
 * @returns how many there were, or 0 when another server is at it
 */
export async function publishEvents(): Promise<number> {
  return db().$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ isOurs: boolean }]>`
      SELECT pg_try_advisory_xact_lock(${LOCK}) AS "isOurs"`;
    if (!lock.isOurs) return 0;
    const [published] = await tx.$queryRaw<[{ count: number }]>`
      WITH batch AS MATERIALIZED (
             SELECT id, type, nextval('"Event_position_seq"') AS position
               FROM (SELECT id, type FROM "Event" WHERE position IS NULL ORDER BY id LIMIT ${BATCH}::int) ordered),
           endpoints AS MATERIALIZED (
             -- The lock keeps an endpoint from being deleted before its deliveries are there.
             SELECT id, types FROM "WebhookEndpoint" WHERE "disabledAt" IS NULL FOR KEY SHARE),
           placed AS (UPDATE "Event" e SET position = b.position FROM batch b WHERE e.id = b.id),
           sent AS (
             INSERT INTO "EventDelivery" ("eventId", "endpointId", type)
             SELECT b.id, w.id, b.type FROM batch b JOIN endpoints w ON w.types = '{}' OR b.type = ANY(w.types)
              WHERE b.type <> 'ping' ORDER BY b.position)
      SELECT count(*)::int AS count FROM batch`;
    return published.count;
  });
}

/** Keeps every server from publishing until the transaction ends. All that was published before is visible then. */
export async function holdPublishing(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${LOCK})`;
}
