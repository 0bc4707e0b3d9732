import "server-only";
import { db, type Transaction } from "@/lib/db/client";

/**
 * Brings the pace of connections up to date, out of which their health follows (docs/decisions/0012-health.md): the
 * median time between receipts in the 30 days before the last one, when silence becomes a sign of trouble (after three
 * days or four times the usual, whichever is longer), and when the earliest receipt that is announced and not ready is
 * due. A receipt that never came is remembered for 30 days. Of a busy connection the last 200 receipts tell enough.
 */
export async function refreshPace(tx: Transaction, receiptheroIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "Connection" c
       SET "usualGap" = pace.gap,
           "quietFrom" = CASE WHEN pace.gap IS NOT NULL THEN
             greatest(c."lastNotificationAt", c."modifiedAt") + greatest(interval '3 days', 4 * make_interval(secs => pace.gap)) END,
           "gapFrom" = (SELECT min("dueAt") FROM "Receipt" r
                         WHERE r."receiptheroId" = c."receiptheroId" AND r."readyAt" IS NULL
                           AND r."announcedAt" > now() - interval '30 days')
      FROM "Connection" same LEFT JOIN
           LATERAL (SELECT round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds))::int AS gap
                      FROM (SELECT extract(epoch FROM "firstSeenAt" - lag("firstSeenAt") OVER (ORDER BY "firstSeenAt")) AS seconds
                              FROM (SELECT "firstSeenAt" FROM "Receipt"
                                     WHERE "receiptheroId" = same."receiptheroId"
                                       AND "firstSeenAt" > same."lastNotificationAt" - interval '30 days'
                                     ORDER BY "firstSeenAt" DESC LIMIT 200) recent) gaps
                     WHERE seconds IS NOT NULL HAVING count(*) >= 4) AS pace ON TRUE
     WHERE same."receiptheroId" = c."receiptheroId" AND c."receiptheroId" = ANY (${receiptheroIds})`;
}

/** How many connections are brought up to date at a time: after an outage there may be very many. */
const STEP = 500;

/**
 * Brings up to date what only time changes: silence that has lasted too long, a receipt that is overdue, and one that
 * is no longer waited for. By indexes that hold those alone whose time may have come.
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
       WHERE health IN ('healthy', 'quiet', 'gap') AND "gapFrom" < now() - interval '30 days'
       ORDER BY "gapFrom" LIMIT ${STEP}::int`;
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
       (SELECT "receiptheroId" FROM "Connection" WHERE health IN ('healthy', 'quiet') AND "gapFrom" <= now()
         ORDER BY "gapFrom" LIMIT ${STEP}::int)))`;
}
