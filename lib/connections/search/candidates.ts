import "server-only";
import { type Condition, indexHas, TABLES, type Table } from "@/lib/connections/search/conditions";
import { estimateRows } from "@/lib/connections/search/estimate-rows";
import { LIMITS } from "@/lib/connections/search/limits";
import { selectiveParts } from "@/lib/connections/search/trigrams";
import type { Transaction } from "@/lib/db/client";
import { allOf } from "@/lib/db/conditions";
import { Prisma } from "@/prisma/generated/client";

/** The columns that one index lookup can use together, the cheapest lookup first. */
const LOOKUPS: [Table, Condition["index"][]][] = [
  ["connection", ["merchantId"]],
  ["connection", ["health", "connectedAt"]],
  ["listing", ["searchText"]],
];

/**
 * An index lookup in a table: the conditions that it uses, the remaining conditions, and the estimated number of rows.
 */
export type Lookup = { table: Table; used: Condition[]; rest: Condition[]; estimate: number };

/**
 * The rows of a table that a lookup finds, as FROM and WHERE of a query, and the conditions that are still to be
 * tested.
 */
export type Candidates = { table: Table; from: Prisma.Sql; rest: Condition[] };

/** The index lookups that the conditions allow, the cheapest first. */
export async function* lookupsFor(tx: Transaction, conditions: Condition[]): AsyncGenerator<Lookup> {
  for (const [table, columns] of LOOKUPS) {
    const used = conditions.filter(({ index }) => index && columns.includes(index));
    const rest = conditions.filter((condition) => !used.includes(condition));
    if (used.length > 0) yield { table, used, rest, estimate: await estimateRows(tx, used) };
  }
}

/** Finds the ids of all matches, if an index lookup gives few candidates; otherwise null. */
export async function findFew(
  tx: Transaction,
  conditions: Condition[],
  { few, many } = LIMITS,
): Promise<string[] | null> {
  for await (const lookup of lookupsFor(tx, conditions)) {
    const candidates = lookup.estimate > many ? null : await lookUp(tx, lookup);
    if (!candidates) continue;
    const [found] = await tx.$queryRaw<[{ ids: string[] | null }]>`
      WITH candidate AS MATERIALIZED (SELECT "receiptheroId" ${candidates.from} LIMIT ${few + 1}::int)
      SELECT CASE WHEN (SELECT count(*) FROM candidate) <= ${few}::int THEN
               ARRAY(SELECT w."receiptheroId" FROM candidate w ${whichMeet(candidates.rest)}) END AS ids`;
    if (found.ids) return found.ids;
  }
  return null;
}

/** The rows that a lookup finds; null when it searches for text that has no trigram. */
export async function lookUp(tx: Transaction, { table, used, rest }: Lookup): Promise<Candidates | null> {
  const searches = used.flatMap(({ index, value }) => (index === "searchText" ? value : []));
  const parts = searches.length > 0 ? await selectiveParts(tx, searches) : [];
  if (searches.length > 0 && parts.length === 0) return null;
  const where = allOf([...parts.map(indexHas), ...used.map(({ rowSql }) => rowSql)]);
  return { table, from: Prisma.sql`FROM ${TABLES[table]} WHERE ${where}`, rest };
}

/** Joins that keep those of the rows `w` that meet the conditions. The rows keep their order. */
export function whichMeet(conditions: Condition[]): Prisma.Sql {
  const joins = (["connection", "listing"] as const).map((table) => {
    const own = conditions.filter((condition) => condition.table === table).map(({ rowSql }) => rowSql);
    // OFFSET 0 makes PostgreSQL look the rows up one by one, so that it can stop as soon as the page is full.
    return own.length === 0
      ? Prisma.empty
      : Prisma.sql`CROSS JOIN LATERAL (SELECT FROM ${TABLES[table]} WHERE "receiptheroId" = w."receiptheroId"
                     AND ${allOf(own)} OFFSET 0) ${Prisma.raw(table)}`;
  });
  return Prisma.join(joins, " ");
}
