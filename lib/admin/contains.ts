import "server-only";
import { escapeLike, MIN_SEARCH } from "@/lib/admin/connection-filter";
import { line } from "@/lib/text";

/** As many characters as are searched for. */
const MAX_SEARCH = 200;

/** Reads a search of an address: what no name can hold is left out. */
export function readSearch(value: unknown): string {
  return line(0, MAX_SEARCH).safeParse(value).data ?? "";
}

/**
 * The pattern for ILIKE that finds a text anywhere, in capitals or not; null when the text has too few characters for
 * an index to help.
 */
export function contains(search: string): string | null {
  return [...search].length >= MIN_SEARCH ? `%${escapeLike(search)}%` : null;
}
