import "server-only";
import { singleLine } from "@/lib/forms/fields";
import { Prisma } from "@/prisma/generated/client";

/** A shorter search has no trigram, so no index could find it. */
export const MIN_SEARCH = 3;

const MAX_SEARCH = 200;

/** Reads a search from a URL. Characters that no name can contain are removed. */
export function readSearch(value: unknown): string {
  return singleLine(0, MAX_SEARCH).safeParse(value).data ?? "";
}

/** The ILIKE pattern that finds a text anywhere, in any case; null when the text is too short for an index. */
export function containsPattern(search: string): string | null {
  return [...search].length >= MIN_SEARCH ? `%${escapeLike(search)}%` : null;
}

/** Escapes a text so that LIKE matches it literally. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** The conjunction of conditions. */
export function allOf(conditions: Prisma.Sql[]): Prisma.Sql {
  return conditions.length > 0 ? Prisma.join(conditions, " AND ") : Prisma.sql`TRUE`;
}
