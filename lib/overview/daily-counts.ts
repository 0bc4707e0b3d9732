import "server-only";
import { db } from "@/lib/db/client";
import type { DateRange } from "@/lib/overview/range";
import type { Staff } from "@/lib/principal";

/** A day (UTC, as `2026-11-24`) with the number of connections that were created and disconnected. */
export type DailyCount = { day: string; connected: number; disconnected: number };

/**
 * The connections created and disconnected on each of the last days, oldest first. Today is the last and is incomplete.
 */
export function countDaily(_staff: Staff, days: DateRange): Promise<DailyCount[]> {
  return db().$queryRaw<DailyCount[]>`
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
           coalesce(sum(delta) FILTER (WHERE key = 'connected'), 0)::int AS connected,
           coalesce(sum(delta) FILTER (WHERE key = 'disconnected'), 0)::int AS disconnected
      FROM (SELECT now() - ago * interval '24 hours' AS at FROM generate_series(0, ${days}::int - 1) ago) span
      LEFT JOIN "Counter" ON scope = day_scope(at)
     GROUP BY at ORDER BY at`;
}
