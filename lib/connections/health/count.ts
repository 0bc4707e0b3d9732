import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import type { ConnectionHealth } from "@/prisma/generated/enums";

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
