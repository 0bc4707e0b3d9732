import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import { FIRST_PAUSE_SECONDS, MAX_ATTEMPTS } from "@/lib/notifications/retry-schedule";
import { Prisma } from "@/prisma/generated/client";

// The transitions of a notification (docs/data-model.md). No other TypeScript module writes `Notification.state`. The
// SQL function receive_notification stores a new one as PENDING, and makes a repeated revocation PENDING again;
// store_new_connection releases those that waited for its connection.

/** How many waiting notifications are released at a time. After a backup is restored, there may be very many. */
const STEP = 1_000;

/**
 * `PENDING` to `DONE`, or to `WAITING` when there is no result because the connection is not known. The body of a
 * notification that is done moves to the table of its month (docs/decisions/0062-notification-bodies.md). For a deleted
 * merchant it is erased, so a late notification cannot bring deleted data back.
 * @param outcomes SQL: a query of `id` and `result` (lib/notifications/results.ts)
 */
export async function settle(tx: Transaction, outcomes: Prisma.Sql): Promise<void> {
  // The lock comes first: of two servers that settle a notification, one moves its body.
  await tx.$executeRaw`
    WITH settled AS MATERIALIZED (
           SELECT n.id, n."firstReceivedAt", n.payload, o.result, m."deletedAt" IS NOT NULL AS "isErased"
             FROM (${outcomes}) o JOIN "Notification" n ON n.id = o.id
                  LEFT JOIN "Connection" c ON c."receiptheroId" = n."receiptheroId"
                  LEFT JOIN "Merchant" m ON m.id = c."merchantId"
            WHERE n.state = 'PENDING' FOR UPDATE OF n),
         moved AS (
           INSERT INTO "NotificationBody" ("receivedAt", "notificationId", payload)
           SELECT "firstReceivedAt", id, payload FROM settled
            WHERE result IS NOT NULL AND NOT "isErased" AND payload <> '{}')
    UPDATE "Notification" n
       SET state = CASE WHEN s.result IS NULL THEN 'WAITING' ELSE 'DONE' END::"NotificationState",
           "processedAt" = CASE WHEN s.result IS NOT NULL THEN now() END, result = s.result, error = NULL,
           payload = CASE WHEN s.result IS NULL AND NOT s."isErased" THEN n.payload ELSE '{}' END
      FROM settled s WHERE n.id = s.id`;
}

/**
 * Records the error, and when to retry. After the last attempt `PENDING` becomes `FAILED`.
 * @param failure of our own (lib/notifications/failures.ts): never a text that ReceiptHero sent
 */
export async function recordFailure(id: string, failure: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "Notification"
       SET attempts = attempts + 1, error = ${failure}, "retryAt" = now() + make_interval(secs => ${FIRST_PAUSE_SECONDS} * 2 ^ attempts),
           state = CASE WHEN attempts + 1 < ${MAX_ATTEMPTS} THEN state ELSE 'FAILED' END
     WHERE id = ${id}::uuid AND state = 'PENDING'`;
}

/**
 * `WAITING` to `PENDING`, for notifications whose connection is known by now.
 * @param where SQL about the notification `n` and its connection `c`
 * @param limit how many at most
 * @returns how many there were
 */
export function releaseWaiting(tx: Transaction, where: Prisma.Sql, limit: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE "Notification" SET state = 'PENDING', "retryAt" = now()
     WHERE state = 'WAITING' AND id IN
           (SELECT n.id FROM "Notification" n JOIN "Connection" c ON c."receiptheroId" = n."receiptheroId"
             WHERE n.state = 'WAITING' AND ${where} LIMIT ${limit}::int)`;
}

/** `WAITING` to `PENDING`, for all notifications whose connection is known by now. */
export async function releaseAllWaiting(): Promise<void> {
  while ((await releaseWaiting(db(), Prisma.sql`true`, STEP)) === STEP);
}

/**
 * `FAILED` to `PENDING`, with the full number of attempts. The error stays visible until the notification is processed.
 * @param where SQL about the notification `n`
 * @param limit how many at most
 * @returns how many there were
 */
export function retryFailed(tx: Transaction, where: Prisma.Sql, limit: number): Promise<number> {
  return tx.$executeRaw`
    UPDATE "Notification" SET state = 'PENDING', attempts = 0, "retryAt" = now()
     WHERE id IN (SELECT n.id FROM "Notification" n WHERE n.state = 'FAILED' AND ${where}
                   LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)`;
}
