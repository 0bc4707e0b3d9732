import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import { FIRST_PAUSE_SECONDS, MAX_ATTEMPTS } from "@/lib/notifications/retry-schedule";
import { Prisma } from "@/prisma/generated/client";

// The transitions of a notification (docs/data-model.md). No other TypeScript module writes `Notification.state`. The
// SQL function receive_notification stores a new one as PENDING, and makes a repeated revocation PENDING again.

/** How many waiting notifications are released at a time. After a backup is restored, there may be very many. */
const STEP = 1_000;

/**
 * `PENDING` to `DONE`, or to `WAITING` when there is no result because the connection is not known. For a deleted
 * merchant the content is erased, so a late notification cannot bring deleted data back.
 * @param outcomes SQL: a query of `id` and `result` (lib/notifications/results.ts)
 */
export async function settle(tx: Transaction, outcomes: Prisma.Sql): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Notification" n
       SET state = CASE WHEN o.result IS NULL THEN 'WAITING' ELSE 'DONE' END::"NotificationState",
           "processedAt" = CASE WHEN o.result IS NOT NULL THEN now() END, result = o.result, error = NULL,
           payload = CASE WHEN m."deletedAt" IS NOT NULL THEN '{}' ELSE n.payload END
      FROM (${outcomes}) o JOIN "Notification" about ON about.id = o.id
           LEFT JOIN "Connection" c ON c."receiptheroId" = about."receiptheroId"
           LEFT JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE n.id = o.id AND n.state = 'PENDING'`;
}

/**
 * Records the error, and when to retry. After the last attempt `PENDING` becomes `FAILED`.
 * @param reason a reason of our own: never a text that ReceiptHero sent
 */
export async function recordFailure(id: string, reason: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "Notification"
       SET attempts = attempts + 1, error = ${reason}, "retryAt" = now() + make_interval(secs => ${FIRST_PAUSE_SECONDS} * 2 ^ attempts),
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
