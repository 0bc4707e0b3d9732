import "server-only";
import { type ListQuery, listAddress, readListQuery } from "@/components/admin/connection-list/url-params";
import { readFilter } from "@/lib/connections/search/filter";

/** The longest query that is kept, in characters. */
const MAX_QUERY = 4_000;

/**
 * The parts of a view of the list that are kept: its filter, sort order and columns, without the place in it.
 * @returns the query of its address, without a "?"; empty for the first view
 */
export function savedQuery(query: ListQuery): string {
  return listAddress({ ...query, after: null, before: null, row: 1, exact: null }).slice(1);
}

/**
 * The query of a view that is to be saved, or null if it is too long or a filter in it is no filter.
 * @param wanted from an address or a form, so it is untrusted
 */
export function readWantedQuery(wanted: URLSearchParams): string | null {
  const query = savedQuery(readListQuery(wanted));
  return query.length <= MAX_QUERY && readFilter(wanted).problem === null ? query : null;
}

/** Whether this version still understands each part of a saved query. A former version may have saved it. */
export function isUnderstood(query: string): boolean {
  const parameters = new URLSearchParams(query);
  const read: Record<string, unknown> = readListQuery(parameters);
  const isRead = ([name, value]: [string, string]) => [read[name]].flat().map(String).includes(value);
  return readFilter(parameters).problem === null && [...parameters].every(isRead);
}
