import "server-only";
import { z } from "zod";
import { type Condition, indexHas, matching, TABLES, type Table } from "@/lib/connections/search/conditions";
import type { LIMITS } from "@/lib/connections/search/limits";
import { selectiveParts } from "@/lib/connections/search/trigrams";
import type { Transaction } from "@/lib/db/client";
import { allOf } from "@/lib/db/conditions";
import { Prisma } from "@/prisma/generated/client";

/** The columns that one index lookup can use together, the cheapest lookup first. */
const LOOKUPS: [Table, Condition["index"][]][] = [
  ["connection", ["merchantId"]],
  ["connection", ["health", "connectedAt"]],
  ["connection", ["updatedAt"]],
  ["listing", ["searchText"]],
];

/** An index lookup in a table: the conditions that it uses, the remaining conditions, and the estimated rows. */
export type Lookup = { table: Table; used: Condition[]; rest: Condition[]; estimate: number };

/**
 * Rows of a table, as FROM and WHERE of a query, and the conditions that are still to be tested. `share`: of all rows, how many
 * are read to find them; for a text as a sample tells it.
 */
export type Candidates = { table: Table; from: Prisma.Sql; rest: Condition[]; share?: number };

/** The index lookups that the conditions allow, the cheapest first. */
export async function lookupsFor(tx: Transaction, conditions: Condition[]): Promise<Lookup[]> {
  const lookups: Lookup[] = [];
  for (const [table, columns] of LOOKUPS) {
    const used = conditions.filter(({ index }) => index && columns.includes(index));
    const rest = conditions.filter((condition) => !used.includes(condition));
    if (used.length > 0) lookups.push({ table, used, rest, estimate: await estimateRows(tx, used) });
  }
  return lookups;
}

/** The rows that a lookup finds. For a text, the index looks up the most selective parts. */
export async function candidatesOf(tx: Transaction, { table, used, rest }: Lookup): Promise<Candidates> {
  const searches = used.flatMap(({ index, value }) => (index === "searchText" ? value : []));
  const found = searches.length > 0 ? await selectiveParts(tx, searches) : null;
  const where = allOf([...(found?.parts ?? []).map(indexHas), ...used.map(({ rowSql }) => rowSql)]);
  const from = Prisma.sql`FROM ${TABLES[table]} WHERE ${where}`;
  return { table, from, rest, ...(found && { share: found.share }) };
}

/** Finds the ids of all matches, if an index lookup gives few candidates; otherwise null. */
export async function findFew(tx: Transaction, lookups: Lookup[], limits: typeof LIMITS): Promise<string[] | null> {
  for (const lookup of lookups.filter(({ estimate }) => estimate <= limits.many)) {
    const { from, rest } = await candidatesOf(tx, lookup);
    const [found] = await tx.$queryRaw<[{ ids: string[] | null }]>`
      WITH candidate AS MATERIALIZED (SELECT "receiptheroId" ${from} LIMIT ${limits.few + 1}::int)
      SELECT CASE WHEN (SELECT count(*) FROM candidate) <= ${limits.few}::int THEN
               ARRAY(SELECT w."receiptheroId" FROM candidate w ${whichMeet(rest)}) END AS ids`;
    if (found.ids) return found.ids;
  }
  return null;
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

const planSchema = z.tuple([
  z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: z.object({ "Plan Rows": z.number() }) })]) }),
]);

/**
 * Estimates how many connections meet the conditions, from PostgreSQL's statistics. This takes a millisecond. For many
 * matches, the estimate is usually within ten percent.
 */
export async function estimateRows(tx: Transaction, conditions: Condition[]): Promise<number> {
  const estimable = conditions.filter(({ isCheck }) => !isCheck);
  const plan = await tx.$queryRaw`EXPLAIN (FORMAT JSON) SELECT ${matching(estimable)}`;
  return planSchema.parse(plan)[0]["QUERY PLAN"][0].Plan["Plan Rows"];
}
