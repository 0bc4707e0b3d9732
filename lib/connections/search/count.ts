import "server-only";
import { findCandidates } from "@/lib/connections/search/candidates";
import { estimateRows } from "@/lib/connections/search/estimate-rows";
import {
  type ConnectionFilter,
  filterCondition,
  matchingTables,
  normalizeFilter,
} from "@/lib/connections/search/filter";
import { db, patientDb } from "@/lib/db/client";
import { withIndexScansOnly } from "@/lib/db/index-scans";
import type { ConnectionHealth } from "@/prisma/generated/enums";

/** With no more connections than these in all, matches are simply counted. */
const ALL_COUNTED = 10_000;

/** With more matches than these, their number is estimated unless it is asked for exactly. */
const COUNTED = 2_000;

/** How many match; `about` when that is PostgreSQL's estimate. */
export type Count = { count: number; about: boolean };

export type HealthCounts = Record<ConnectionHealth, number>;

/** How many connections there are of each health: exact, and cheap however many. */
export async function countByHealth(): Promise<HealthCounts> {
  const sums = await db().$queryRaw<{ health: ConnectionHealth; n: number }[]>`
    SELECT key AS health, sum(delta)::int AS n FROM "Counter" WHERE scope = 'health' GROUP BY key`;
  const counts = { healthy: 0, quiet: 0, gap: 0, unauthorized: 0, revoking: 0, removed: 0 };
  for (const { health, n } of sums) counts[health] = n;
  return counts;
}

/** How many match, when the counts by health tell; otherwise null. */
export function countFrom(counts: HealthCounts, filter: ConnectionFilter): number | null {
  const { health, status, ...others } = normalizeFilter(filter);
  if (Object.values(others).some((value) => value !== null) || (health && status)) return null;
  if (health) return counts[health];
  const { healthy, quiet, gap, unauthorized, revoking, removed } = counts;
  const active = healthy + quiet + gap + unauthorized;
  return status === "ACTIVE" ? active : active + revoking + removed;
}

/**
 * How many match a filter. Counting costs as much as there are matches, so many are estimated, out of the statistics
 * that PostgreSQL plans with: in a millisecond, and usually right to within a tenth.
 * @param exactly counts to the end instead, which takes about a second for each million connections
 */
export async function countConnections(asked: ConnectionFilter, exactly: boolean): Promise<Count> {
  const filter = normalizeFilter(asked);
  const all = Object.values(await countByHealth()).reduce((sum, n) => sum + n, 0);
  if (exactly || all <= ALL_COUNTED) return { count: await countRows(filter), about: false };
  return withIndexScansOnly(async (tx) => {
    const estimate = await estimateRows(tx, filter);
    const few = estimate > COUNTED ? null : await findCandidates(tx, filter);
    return few ? { count: few.length, about: false } : { count: estimate, about: true };
  });
}

async function countRows(filter: ConnectionFilter): Promise<number> {
  const [{ n }] = await patientDb().$queryRaw<[{ n: number }]>`
    SELECT count(*)::int AS n FROM ${matchingTables(filter)} WHERE ${filterCondition(filter)}`;
  return n;
}
