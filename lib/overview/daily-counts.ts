import "server-only";
import { readCounters } from "@/lib/overview/counters";
import type { DateRange } from "@/lib/overview/range";
import type { Staff } from "@/lib/principal";

/** A day (UTC, as `2026-11-24`) with the number of connections that were created and disconnected. */
export type DailyCount = { day: string; connected: number; disconnected: number };

/**
 * The connections created and disconnected on each of the last days, oldest first. Today is the last and is incomplete.
 */
export async function countDaily(_staff: Staff, days: DateRange): Promise<DailyCount[]> {
  const counts = new Map<string, DailyCount>();
  for (const { day, key, n } of await readCounters(days)) {
    if (day === null) continue;
    const count = counts.get(day) ?? { day, connected: 0, disconnected: 0 };
    if (key === "connected" || key === "disconnected") count[key] = n;
    counts.set(day, count);
  }
  return [...counts.values()];
}
