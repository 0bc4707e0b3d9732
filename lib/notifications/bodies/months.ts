import "server-only";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";

// The bodies of processed notifications, by month of arrival in UTC (docs/decisions/0062-notification-bodies.md).

/** How many months are made ahead. If every server stopped for longer, the default partition would take the rows. */
const MONTHS_AHEAD = 2;

/**
 * Makes the partitions of this month and of the next ones, and drops the months in which every body was kept for
 * NOTIFICATION_BODY_DAYS. Only what was processed is there, so nothing that still has to be applied is dropped.
 * @throws any database error, such as a lock that was not free within a second; the next sweep tries again
 */
export async function keepMonths(): Promise<void> {
  await db().$executeRaw`
    SELECT make_notification_month(month::date)
      FROM generate_series(date_trunc('month', now() AT TIME ZONE 'UTC'),
                           (now() AT TIME ZONE 'UTC') + make_interval(months => ${MONTHS_AHEAD}::int), interval '1 month') AS month`;
  await db().$executeRaw`
    SELECT drop_notification_months(now() - make_interval(days => ${env().NOTIFICATION_BODY_DAYS}::int))`;
}
