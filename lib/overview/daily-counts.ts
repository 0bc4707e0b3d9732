import "server-only";
import { db } from "@/lib/db/client";
import type { DateRange } from "@/lib/overview/range";

/** A day (UTC, as `2026-11-24`) with how many connections were made and how many ended. */
export type DailyCount = { day: string; connected: number; ended: number };

/** Connections made and ended on each of the last days, oldest first; today, which is not over, is the last. */
export function countDaily(days: DateRange): Promise<DailyCount[]> {
  return db().$queryRaw<DailyCount[]>`
    WITH today AS (SELECT (now() AT TIME ZONE 'UTC')::date AS day)
    SELECT to_char(span.day, 'YYYY-MM-DD') AS day,
           coalesce(sum(t.n) FILTER (WHERE t.name = 'connected'), 0)::int AS connected,
           coalesce(sum(t.n) FILTER (WHERE t.name = 'ended'), 0)::int AS ended
      FROM (SELECT today.day - ago AS day FROM today, generate_series(0, ${days}::int - 1) ago) span
      LEFT JOIN "DailyTally" t ON t.day = span.day
     GROUP BY span.day ORDER BY span.day`;
}
