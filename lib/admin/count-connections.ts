import "server-only";
import { byIndex } from "@/lib/admin/by-index";
import { byHealth, type ConnectionFilter, filterCondition } from "@/lib/admin/connection-filter";
import { fewMatches } from "@/lib/admin/few-matches";
import { db } from "@/lib/db";
import { Prisma } from "@/prisma/generated/client";
import type { ConnectionHealth } from "@/prisma/generated/enums";

/** Up to how many matches are counted without being asked to. */
export const COUNTED = 10_000;

export type HealthCounts = Record<ConnectionHealth, number>;

/** How many connections there are of each health: exact, and cheap however many. */
export async function countByHealth(): Promise<HealthCounts> {
  const sums = await db().$queryRaw<{ health: ConnectionHealth; n: number }[]>`
    SELECT health, sum(n)::int AS n FROM "ConnectionTally" GROUP BY health`;
  const counts = { healthy: 0, quiet: 0, gap: 0, unauthorized: 0, revoking: 0, removed: 0 };
  for (const { health, n } of sums) counts[health] = n;
  return counts;
}

/** How many match, when the counts by health tell; otherwise null. */
export function countFrom(counts: HealthCounts, filter: ConnectionFilter): number | null {
  const { health, status, ...others } = byHealth(filter);
  if (Object.values(others).some((value) => value !== null) || (health && status)) return null;
  if (health) return counts[health];
  const { healthy, quiet, gap, unauthorized, revoking, removed } = counts;
  const active = healthy + quiet + gap + unauthorized;
  return status === "ACTIVE" ? active : active + revoking + removed;
}

/**
 * Counts the matches of a filter, up to one more than `COUNTED`.
 * @param exactly counts to the end instead, which takes about a second for each million connections
 */
export function countConnections(asked: ConnectionFilter, exactly: boolean): Promise<number> {
  const filter = byHealth(asked);
  if (exactly) return countRows(db(), filter, Prisma.empty);
  return byIndex(
    async (tx) =>
      (await fewMatches(tx, filter))?.length ?? countRows(tx, filter, Prisma.sql`LIMIT ${COUNTED + 1}::int`),
  );
}

async function countRows(
  client: Prisma.TransactionClient,
  filter: ConnectionFilter,
  limit: Prisma.Sql,
): Promise<number> {
  const [{ n }] = await client.$queryRaw<[{ n: number }]>`
    SELECT count(*)::int AS n
      FROM (SELECT FROM "Connection" c JOIN "ConnectionListing" l ON l."receiptheroId" = c."receiptheroId"
             WHERE ${filterCondition(filter)} ${limit}) matching`;
  return n;
}
