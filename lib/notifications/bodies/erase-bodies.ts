import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

/**
 * Erases the bodies of notifications whose connection was never known, after NOTIFICATION_BODY_DAYS. Those of processed
 * ones go with their month (months.ts), and one that an admin may retry keeps its body. Several servers may run this at
 * once.
 * @param limit how many at most
 * @returns how many there were
 */
export function eraseBodies(limit: number): Promise<number> {
  return db().$executeRaw`
    UPDATE "Notification" SET payload = '{}' WHERE id IN
      (SELECT id FROM "Notification"
        WHERE state = 'WAITING' AND payload <> '{}'
          AND "firstReceivedAt" <= now() - make_interval(days => ${env().NOTIFICATION_BODY_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}

/**
 * Deletes bodies without a month, after NOTIFICATION_BODY_DAYS. An old notification that failed and was retried leaves its
 * body in the default partition, because its month is gone. Several servers may run this at once.
 * @param limit how many at most
 * @returns how many there were
 */
export function deleteBodiesWithoutMonth(limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "NotificationBody_default" WHERE ctid = ANY (ARRAY
      (SELECT ctid FROM "NotificationBody_default"
        WHERE "receivedAt" <= now() - make_interval(days => ${env().NOTIFICATION_BODY_DAYS}::int)
        LIMIT ${limit}::int FOR UPDATE SKIP LOCKED))`;
}
