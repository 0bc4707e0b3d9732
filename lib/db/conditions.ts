import "server-only";
import { singleLine } from "@/lib/forms/fields";
import { Prisma } from "@/prisma/generated/client";

/** Fewer characters than this have no trigram, and no index would help to find them. */
export const MIN_SEARCH = 3;

/** As many characters as are searched for. */
const MAX_SEARCH = 200;

/** Reads a search of an address: what no name can hold is left out. */
export function readSearch(value: unknown): string {
  return singleLine(0, MAX_SEARCH).safeParse(value).data ?? "";
}

/**
 * The pattern for ILIKE that finds a text anywhere, in capitals or not; null when the text has too few characters for
 * an index to help.
 */
export function containsPattern(search: string): string | null {
  return [...search].length >= MIN_SEARCH ? `%${escapeLike(search)}%` : null;
}

/** A text that LIKE takes letter by letter. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** A condition that holds when each of these does. */
export function allOf(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length > 0 ? Prisma.join(conditions, " AND ") : Prisma.sql`TRUE`;
}
