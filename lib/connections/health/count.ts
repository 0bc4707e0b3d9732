import "server-only";
import type { ConnectionFilter } from "@/lib/connections/search/filter";
import { db } from "@/lib/db/client";
import type { Scraper, Staff } from "@/lib/principal";
import { ConnectionHealth, type ConnectionStatus } from "@/prisma/generated/enums";

export type HealthCounts = Record<ConnectionHealth, number>;

/**
 * Counts the connections of each health. The counts are exact, and the cost does not grow with the number of
 * connections.
 */
export async function countByHealth(_reader: Staff | Scraper): Promise<HealthCounts> {
  const sums = await db().$queryRaw<{ health: ConnectionHealth; n: number }[]>`
    SELECT key AS health, sum(delta)::int AS n FROM "Counter" WHERE scope = 'health' GROUP BY key`;
  const counts = { healthy: 0, quiet: 0, overdue: 0, unauthorized: 0, disconnecting: 0, disconnected: 0 };
  for (const { health, n } of sums) counts[health] = n;
  return counts;
}

/** How many connections match a filter, if the counts by health are enough to tell; otherwise null. */
export function countFrom(counts: HealthCounts, { status, health, ...others }: ConnectionFilter): number | null {
  if (Object.values(others).some((value) => value !== null)) return null;
  const matches = Object.values(ConnectionHealth).filter(
    (one) => one === (health ?? one) && statusOf(one) === (status ?? statusOf(one)),
  );
  return matches.reduce((sum, one) => sum + counts[one], 0);
}

function statusOf(health: ConnectionHealth): ConnectionStatus {
  return health === "disconnecting" ? "DISCONNECTING" : health === "disconnected" ? "DISCONNECTED" : "ACTIVE";
}
