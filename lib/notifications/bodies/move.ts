import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

/** How many bodies one transaction moves, and how many transactions one sweep begins: its other steps wait. */
const BATCH = 500;
const BATCHES_PER_SWEEP = 20;

/**
 * Moves the bodies of notifications that were done before there was a table for them, or that a server of the release
 * before processed. One that was kept for NOTIFICATION_BODY_DAYS is erased instead: its month may be gone. Any number of
 * servers may do so at once.
 * @param maxBatches how many transactions at most. The next sweep goes on
 * @throws any database error
 */
export async function moveBodies(maxBatches = BATCHES_PER_SWEEP): Promise<void> {
  for (let batch = 0; batch < maxBatches; batch++) if ((await moveBatch()) < BATCH) return;
}

function moveBatch(): Promise<number> {
  return db().$executeRaw`
    WITH done AS MATERIALIZED (
           SELECT id, "firstReceivedAt", payload FROM "Notification"
            WHERE state = 'DONE' AND payload <> '{}'
            LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED),
         moved AS (
           INSERT INTO "NotificationBody" ("receivedAt", "notificationId", payload)
           SELECT "firstReceivedAt", id, payload FROM done
            WHERE "firstReceivedAt" > now() - make_interval(days => ${env().NOTIFICATION_BODY_DAYS}::int))
    UPDATE "Notification" n SET payload = '{}' FROM done WHERE n.id = done.id`;
}
