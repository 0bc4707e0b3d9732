import "server-only";
import { estimateRows } from "@/lib/connections/search/estimate-rows";
import {
  type ConnectionFilter,
  connectionConditions,
  indexHas,
  listingConditions,
  NO_FILTER,
  textHas,
} from "@/lib/connections/search/filter";
import { selectiveTrigrams } from "@/lib/connections/search/trigrams";
import type { Transaction } from "@/lib/db/client";
import { allOf } from "@/lib/db/conditions";
import { Prisma } from "@/prisma/generated/client";

/** Up to how many rows are fetched one by one rather than found along an order. */
const FEW = 5_000;

/** With more matches than these by PostgreSQL's estimate, no index is asked whether they are few: they are not. */
const MANY = 10_000;

/**
 * A query that an index answers with all that match a part of a filter, and what of the filter is left to be tried. It
 * gives what the list is sorted by, as far as the table `alias` has it.
 */
export type Candidates = { rows: Prisma.Sql; alias: "c" | "l"; rest: ConnectionFilter };

/**
 * The ids of what a filter matches, if one of its parts matches few rows: an index tells which, and the other parts
 * are tried on those.
 * @returns null when each part alone matches many, or has no index
 */
export async function findCandidates(tx: Transaction, filter: ConnectionFilter): Promise<string[] | null> {
  for (const part of indexedParts(filter)) {
    if ((await estimateRows(tx, part)) > MANY) continue;
    const candidates = await candidatesOf(tx, filter, part);
    if (!candidates) continue;
    const [found] = await tx.$queryRaw<[{ ids: string[] | null }]>`
      WITH candidate AS MATERIALIZED (${candidates.rows} LIMIT ${FEW + 1}::int)
      SELECT CASE WHEN (SELECT count(*) FROM candidate) <= ${FEW}::int THEN
               ARRAY(SELECT w."receiptheroId" FROM candidate w ${whichMatch(candidates.rest)}) END AS ids`;
    if (found.ids) return found.ids;
  }
  return null;
}

/** The parts of a filter that have an index, the cheapest to look up first. */
export function indexedParts({ merchant, health, from, to, q, metadata }: ConnectionFilter): ConnectionFilter[] {
  const parts = [
    { ...NO_FILTER, merchant },
    { ...NO_FILTER, health, from, to },
    // The text of the list has both.
    q ? { ...NO_FILTER, q } : { ...NO_FILTER, metadata },
  ];
  return parts.filter((part) => Object.values(part).some((value) => value !== null));
}

/**
 * What an index gives for a part of a filter.
 * @param part one of `indexedParts`
 * @returns null when the part has nothing that the index could be asked for
 */
export async function candidatesOf(
  tx: Transaction,
  filter: ConnectionFilter,
  part: ConnectionFilter,
): Promise<Candidates | null> {
  const text = part.q ?? part.metadata;
  if (!text) {
    const rows = Prisma.sql`
      SELECT c."receiptheroId", c.health, c."connectedAt", c."lastNotificationAt" FROM "Connection" c
       WHERE ${allOf(connectionConditions(part))}`;
    return { rows, alias: "c", rest: without(filter, part) };
  }
  const rare = await selectiveTrigrams(tx, text);
  if (rare.length === 0) return null;
  const rows = Prisma.sql`
    SELECT l."receiptheroId", l.business, l.label FROM "ConnectionListing" l
     WHERE ${allOf([...rare.map(indexHas), ...listingConditions(filter, textHas)])}`;
  return { rows, alias: "l", rest: { ...filter, q: null } };
}

/** What of a filter is left to be tried on the matches of one of its parts. */
export function without(filter: ConnectionFilter, part: ConnectionFilter): ConnectionFilter {
  const left = Object.entries(filter).filter(([name]) => part[name as keyof ConnectionFilter] === null);
  return { ...NO_FILTER, ...Object.fromEntries(left) };
}

/** Joins that leave of the rows `w`, which have ids, those that match a filter. They keep the order of the rows. */
export function whichMatch(filter: ConnectionFilter): Prisma.Sql {
  const tables = [
    { table: Prisma.sql`"Connection" c`, conditions: connectionConditions(filter) },
    { table: Prisma.sql`"ConnectionListing" l`, conditions: listingConditions(filter, textHas) },
  ].filter(({ conditions }) => conditions.length > 0);
  // OFFSET 0: looked up row by row, so that whoever wants 50 need not wait for more.
  const lookups = tables.map(
    ({ table, conditions }, index) => Prisma.sql`
      CROSS JOIN LATERAL (SELECT FROM ${table} WHERE "receiptheroId" = w."receiptheroId" AND ${allOf(conditions)} OFFSET 0)
        ${Prisma.raw(`match${index}`)}`,
  );
  return lookups.length > 0 ? Prisma.join(lookups, "") : Prisma.empty;
}
