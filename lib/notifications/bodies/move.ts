import "server-only";
import { db } from "@/lib/db/client";

/** How many bodies one transaction moves, and how many transactions one sweep begins: its other steps wait. */
const BATCH = 500;
const BATCHES_PER_SWEEP = 20;

/**
 * Moves the bodies of notifications that were done before there was a table for them, or that a server of the release
 * before processed. Any number of servers may do so at once.
 * @throws any database error
 */
export async function moveBodies(): Promise<void> {
  for (let batch = 0; batch < BATCHES_PER_SWEEP; batch++) if ((await moveBatch()) < BATCH) return;
}

function moveBatch(): Promise<number> {
  return db().$executeRaw`
    WITH done AS MATERIALIZED (
           SELECT id, "firstReceivedAt", payload FROM "Notification"
            WHERE state = 'DONE' AND payload <> '{}'
            LIMIT ${BATCH}::int FOR UPDATE SKIP LOCKED),
         moved AS (
           INSERT INTO "NotificationBody" ("receivedAt", "notificationId", payload)
           SELECT "firstReceivedAt", id, payload FROM done)
    UPDATE "Notification" n SET payload = '{}' FROM done WHERE n.id = done.id`;
}
