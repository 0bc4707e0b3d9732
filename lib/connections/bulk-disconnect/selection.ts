import "server-only";
import {
  type ConnectionFilter,
  connectionFilterSchema,
  filterCondition,
  matchingTables,
} from "@/lib/connections/search/filter";
import { MIN_SEARCH } from "@/lib/db/conditions";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { Prisma } from "@/prisma/generated/client";

/** As many connections as can be picked one by one: the address that carries them stays below what a server takes. */
export const MAX_PICKED = 100;

/** What an order in bulk is about: connections that were picked, or all that match a filter. */
export type BulkSelection = { ids: string[] } | { filter: ConnectionFilter };

/** Why an address names no selection, as a key below `admin.bulk.problems` in messages/. */
export type SelectionProblem = "nothing" | "tooMany" | "malformed";

/**
 * Reads a selection out of a query: `ids`, once for each, or `all=1` with the parameters of the list's filter. A filter
 * that would narrow nothing although it looks as if it did is refused: more would end than anyone meant.
 */
export function parseSelection(query: URLSearchParams): BulkSelection | SelectionProblem {
  const ids = [...new Set(query.getAll("ids"))];
  if (query.get("all") !== "1") {
    if (ids.length === 0) return "nothing";
    if (ids.length > MAX_PICKED) return "tooMany";
    return ids.every((id) => receiptheroIdSchema.safeParse(id).success) ? { ids } : "malformed";
  }
  const names = Object.keys(connectionFilterSchema.shape);
  if (ids.length > 0 || names.some((name) => query.getAll(name).length > 1)) return "malformed";
  const filter = connectionFilterSchema.safeParse(
    Object.fromEntries(names.map((name) => [name, query.get(name) || null])),
  );
  if (!filter.success || (filter.data.q && filter.data.q.length < MIN_SEARCH)) return "malformed";
  return { filter: filter.data };
}

/** The query that `parseSelection` reads back. */
export function selectionQuery(selection: BulkSelection): URLSearchParams {
  if ("ids" in selection) return new URLSearchParams(selection.ids.map((id) => ["ids", id]));
  return new URLSearchParams([["all", "1"], ...filterEntries(selection.filter)]);
}

/** What a filter narrows, in the order in which the list offers it. */
export function filterEntries(filter: ConnectionFilter): [name: keyof ConnectionFilter, value: string][] {
  const names = connectionFilterSchema.keyof().options;
  return names.flatMap((name) => (filter[name] ? [[name, filter[name]]] : []));
}

/** The rows of a selection in SQL, as `c` of "Connection", from `FROM` to the end of the condition. */
export function fromSelection(selection: BulkSelection): Prisma.Sql {
  if ("ids" in selection) return Prisma.sql`FROM "Connection" c WHERE c."receiptheroId" = ANY (${selection.ids})`;
  const { filter } = selection;
  return Prisma.sql`FROM ${matchingTables(filter)} WHERE (${filterCondition(filter)})`;
}
