import "server-only";
import { quietAfter } from "@/lib/connections/health/quiet-after";
import { db, type Transaction } from "@/lib/db/client";
import { Prisma } from "@/prisma/generated/client";

/**
 * Updates the values from which the health of connections follows (docs/decisions/0012-health.md): the median interval
 * between receipts in the 30 days before the last one; when the connection counts as quiet (`quietAfter`); and when the earliest receipt that is announced but not ready is due. A
 * receipt that never became ready is ignored after 30 days. For a busy connection only the last 200 receipts are read.
 */
export async function refreshPace(tx: Transaction, receiptheroIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Connection" c
       SET "typicalInterval" = pace.typical,
           "quietFrom" = CASE WHEN pace.typical IS NOT NULL THEN
             greatest(c."lastNotificationAt", c."modifiedAt") + ${quietAfter(Prisma.sql`pace.typical`)} END,
           "overdueFrom" = (SELECT min("dueAt") FROM "Receipt" r
                         WHERE r."receiptheroId" = c."receiptheroId" AND r."readyAt" IS NULL
                           AND r."announcedAt" > now() - interval '30 days')
      FROM "Connection" same LEFT JOIN
           LATERAL (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds))::int AS typical
                      FROM (SELECT extract(epoch FROM "firstSeenAt" - lag("firstSeenAt") OVER (ORDER BY "firstSeenAt")) AS seconds
                              FROM (SELECT "firstSeenAt" FROM "Receipt"
                                     WHERE "receiptheroId" = same."receiptheroId"
                                       AND "firstSeenAt" > same."lastNotificationAt" - interval '30 days'
                                     ORDER BY "firstSeenAt" DESC LIMIT 200) recent) intervals
                     WHERE seconds IS NOT NULL HAVING count(*) >= 4) AS pace ON TRUE
     WHERE same."receiptheroId" = c."receiptheroId" AND c."receiptheroId" = ANY (${receiptheroIds})`;
}

/** How many connections are updated at a time. After an outage there may be very many. */
const STEP = 500;

/**
 * Re-evaluates time-dependent health: connections that have become quiet, receipts that have become overdue, and
 * overdue receipts that are now ignored. Uses partial indexes over rows that may be due.
 * @returns how many connections changed
 */
export async function refreshHealth(): Promise<number> {
  while ((await forgetGaps()) === STEP);
  let changed = 0;
  let step: number;
  do {
    step = await concludeAgain();
    changed += step;
  } while (step >= STEP);
  return changed;
}

async function forgetGaps(): Promise<number> {
  return db().$transaction(async (tx) => {
    const due = await tx.$queryRaw<{ receiptheroId: string }[]>`
      SELECT "receiptheroId" FROM "Connection"
       WHERE health IN ('healthy', 'quiet', 'overdue') AND "overdueFrom" < now() - interval '30 days'
       ORDER BY "overdueFrom" LIMIT ${STEP}::int`;
    const ids = due.map(({ receiptheroId }) => receiptheroId);
    if (ids.length > 0) await refreshPace(tx, ids);
    return ids.length;
  });
}

async function concludeAgain(): Promise<number> {
  return db().$executeRaw`
    UPDATE "Connection" SET health = health
     WHERE "receiptheroId" = ANY (ARRAY(
       (SELECT "receiptheroId" FROM "Connection" WHERE health = 'healthy' AND "quietFrom" <= now()
         ORDER BY "quietFrom" LIMIT ${STEP}::int)
       UNION
       (SELECT "receiptheroId" FROM "Connection" WHERE health IN ('healthy', 'quiet') AND "overdueFrom" <= now()
         ORDER BY "overdueFrom" LIMIT ${STEP}::int)))`;
}
