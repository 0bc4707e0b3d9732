import "server-only";
import { findFew } from "@/lib/connections/search/candidates";
import { conditionsOf, matching } from "@/lib/connections/search/conditions";
import { estimateRows } from "@/lib/connections/search/estimate-rows";
import { type ConnectionFilter, filterEntries } from "@/lib/connections/search/filter";
import { LIMITS } from "@/lib/connections/search/limits";
import { db, patientDb } from "@/lib/db/client";
import { withIndexScansOnly } from "@/lib/db/index-scans";
import type { Staff } from "@/lib/principal";
import type { ConnectionHealth } from "@/prisma/generated/enums";

/** How many connections match. `about` is true when the number is PostgreSQL's estimate. */
export type Count = { count: number; about: boolean };

export type HealthCounts = Record<ConnectionHealth, number>;

/**
 * Counts the connections of each health. The counts are exact, and the cost does not grow with the number of
 * connections.
 */
export async function countByHealth(_staff: Staff): Promise<HealthCounts> {
  const sums = await db().$queryRaw<{ health: ConnectionHealth; n: number }[]>`
    SELECT key AS health, sum(delta)::int AS n FROM "Counter" WHERE scope = 'health' GROUP BY key`;
  const counts = { healthy: 0, quiet: 0, overdue: 0, unauthorized: 0, disconnecting: 0, disconnected: 0 };
  for (const { health, n } of sums) counts[health] = n;
  return counts;
}

/** How many connections match a filter, if the counts by health are enough to tell; otherwise null. */
export function countFrom(counts: HealthCounts, filter: ConnectionFilter): number | null {
  const { healthy, quiet, overdue, unauthorized, disconnecting, disconnected } = counts;
  const active = healthy + quiet + overdue + unauthorized;
  const [name, ...more] = filterEntries(filter).map(([name]) => name);
  if (!name) return active + disconnecting + disconnected;
  if (more.length > 0) return null;
  if (filter.health) return counts[filter.health];
  return filter.status && { ACTIVE: active, DISCONNECTING: disconnecting, DISCONNECTED: disconnected }[filter.status];
}

/**
 * Counts the matches of a filter. The cost grows with their number, so the number of many matches is an estimate.
 * @param exactly counts all matches, which takes about a second for each million connections
 */
export async function countConnections(
  staff: Staff,
  filter: ConnectionFilter,
  exactly: boolean,
  limits = LIMITS,
): Promise<Count> {
  const conditions = conditionsOf(filter);
  const all = Object.values(await countByHealth(staff)).reduce((sum, n) => sum + n, 0);
  if (exactly || all <= limits.allCounted) {
    const [{ count }] = await patientDb().$queryRaw<[{ count: number }]>`
      SELECT count(*)::int ${matching(conditions)}`;
    return { count, about: false };
  }
  return withIndexScansOnly(async (tx) => {
    const estimate = await estimateRows(tx, conditions);
    const few = estimate > limits.counted ? null : await findFew(tx, conditions, limits);
    return few ? { count: few.length, about: false } : { count: estimate, about: true };
  });
}
