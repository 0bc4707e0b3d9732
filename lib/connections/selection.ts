import "server-only";
import { conditionsOf, matching } from "@/lib/connections/search/conditions";
import { type ConnectionFilter, filterEntries, readFilter } from "@/lib/connections/search/filter";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { Prisma } from "@/prisma/generated/client";

/**
 * How many connections can be picked individually. A URL with this many ids stays below the length that servers accept.
 */
export const MAX_PICKED = 100;

/** The connections that an export or a bulk disconnect selects: those that were picked, or all that match a filter. */
export type Selection = { ids: string[] } | { filter: ConnectionFilter };

/** Why a URL contains no valid selection, as a key below `admin.bulkDisconnect.problems` in messages/. */
type SelectionProblem = "nothing" | "tooMany" | "malformed";

/**
 * Reads a selection from a URL's query: a repeated `ids`, or the parameters of the list's filter. It refuses a filter
 * with a problem, because the filter might match more connections than the user meant.
 * @param isAllSaid whether a filter needs `all=1` in the query, as it does for a bulk disconnect
 */
export function readSelection(query: URLSearchParams, isAllSaid: boolean): Selection | SelectionProblem {
  const ids = [...new Set(query.getAll("ids"))];
  const { filter, problem } = readFilter(query);
  const saysAll = query.get("all") === "1";
  if (isAllSaid && !saysAll && ids.length === 0) return "nothing";
  if (ids.length > MAX_PICKED) return "tooMany";
  const areIds = ids.every((id) => receiptheroIdSchema.safeParse(id).success);
  if (problem || !areIds || (saysAll && ids.length > 0)) return "malformed";
  return ids.length > 0 ? { ids } : { filter };
}

/** The query that `readSelection` reads back. */
export function selectionQuery(selection: Selection): URLSearchParams {
  if ("ids" in selection) return new URLSearchParams(selection.ids.map((id) => ["ids", id]));
  return new URLSearchParams([["all", "1"], ...filterEntries(selection.filter)]);
}

/** FROM and WHERE of a query for the connections `c` of a selection. The caller writes the SELECT. */
export function fromSelection(selection: Selection): Prisma.Sql {
  return "ids" in selection
    ? Prisma.sql`FROM "Connection" c WHERE c."receiptheroId" = ANY (${selection.ids})`
    : matching(conditionsOf(selection.filter));
}
