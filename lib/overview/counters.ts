import "server-only";
import { cache } from "react";
import { db } from "@/lib/db/client";
import type { DateRange } from "@/lib/overview/range";

/**
 * A sum of the counters. `day` is a day in UTC, as `2026-11-24`; null for the states of all invitations. A day without
 * counters has one sum without a key.
 */
type Sum = { day: string | null; key: string | null; n: number };

/**
 * The counters of the last days, today included, oldest first, and those of all invitations. The overview has three views
 * of them, and a request reads them once.
 */
export const readCounters = cache(
  (days: DateRange): Promise<Sum[]> => db().$queryRaw<Sum[]>`
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, key, coalesce(sum(delta), 0)::int AS n
      FROM (SELECT now() - ago * interval '24 hours' AS at FROM generate_series(0, ${days}::int - 1) ago) span
      LEFT JOIN "Counter" ON scope = day_scope(at)
     GROUP BY at, key
    UNION ALL
    SELECT NULL, key, sum(delta)::int FROM "Counter" WHERE scope = 'invitations' GROUP BY key
     ORDER BY day`,
);

/** The sums of all days by key. */
export async function sumsOf(days: DateRange): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  for (const { day, key, n } of await readCounters(days)) {
    if (day !== null && key !== null) sums.set(key, (sums.get(key) ?? 0) + n);
  }
  return sums;
}
