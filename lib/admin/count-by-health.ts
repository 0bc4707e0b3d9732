import "server-only";
import { db } from "@/lib/db";
import type { ConnectionHealth } from "@/prisma/generated/enums";

/** How many connections there are of each health, from the tallies: exact, and as cheap for a million as for ten. */
export async function countByHealth(): Promise<Record<ConnectionHealth, number>> {
  const counts = { healthy: 0, quiet: 0, gap: 0, unauthorized: 0, revoking: 0, removed: 0 };
  const rows = await db().$queryRaw<{ health: ConnectionHealth; n: number }[]>`
    SELECT health, sum(n)::int AS n FROM "ConnectionTally" GROUP BY health`;
  for (const { health, n } of rows) counts[health] = n;
  return counts;
}
