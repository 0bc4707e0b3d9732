import "server-only";
import { countByHealth } from "@/lib/connections/health/count";
import { estimateRows, findFew, lookupsFor } from "@/lib/connections/search/candidates";
import { conditionsOf, matching } from "@/lib/connections/search/conditions";
import type { ConnectionFilter } from "@/lib/connections/search/filter";
import { LIMITS } from "@/lib/connections/search/limits";
import { withIndexScansOnly } from "@/lib/db/index-scans";
import { onReplica } from "@/lib/db/replica";
import type { Staff } from "@/lib/principal";

/** How many connections match. `about` is true when the number is PostgreSQL's estimate. */
export type Count = { count: number; about: boolean };

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
    const [{ count }] = await onReplica(
      (client) => client.$queryRaw<[{ count: number }]>`SELECT count(*)::int ${matching(conditions)}`,
    );
    return { count, about: false };
  }
  return withIndexScansOnly(async (tx) => {
    const estimate = await estimateRows(tx, conditions);
    const few = estimate > limits.counted ? null : await findFew(tx, await lookupsFor(tx, conditions), limits);
    return few ? { count: few.length, about: false } : { count: estimate, about: true };
  });
}
