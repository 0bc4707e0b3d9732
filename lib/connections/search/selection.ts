import "server-only";
import { conditionsOf, matching } from "@/lib/connections/search/conditions";
import { type ConnectionFilter, filterEntries, readFilter } from "@/lib/connections/search/filter";
import { receiptheroIdSchema } from "@/lib/receipthero/id";
import { Prisma } from "@/prisma/generated/client";

/** How many connections can be picked one by one. A URL with their ids stays below what servers accept. */
export const MAX_PICKED = 100;

/** What an export or a bulk disconnect is about: connections that were picked, or all that match a filter. */
export type Selection = { ids: string[] } | { filter: ConnectionFilter };

/** Why a URL names no selection, as a key below `admin.bulk.problems` in messages/. */
type SelectionProblem = "nothing" | "tooMany" | "malformed";

/**
 * Reads a selection from a URL's query: `ids`, once for each, or the parameters of the list's filter. It refuses a filter
 * with a problem, because the filter would match more connections than anyone meant.
 * @param isAllSaid whether the query must say `all=1` when it means a filter, as that of a bulk disconnect must
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

/** What stands after SELECT for the connections `c` of a selection, from FROM to the end of the WHERE. */
export function fromSelection(selection: Selection): Prisma.Sql {
  return "ids" in selection
    ? Prisma.sql`FROM "Connection" c WHERE c."receiptheroId" = ANY (${selection.ids})`
    : matching(conditionsOf(selection.filter));
}
