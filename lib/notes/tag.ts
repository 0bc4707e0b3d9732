import { z } from "zod";

/** The longest tag, in characters, and how many a merchant or a connection has at most. */
export const MAX_TAG = 30;
export const MAX_TAGS = 10;

/** A search that asks for a tag begins with it. */
const PREFIX = "tag:";

/**
 * A tag in its one stored form: lower case, normalized (NFC), with hyphens instead of spaces. The length is checked first,
 * because normalizing combining marks takes quadratic time.
 */
export const tag = z
  .string()
  .max(4 * MAX_TAG)
  .transform((typed) => typed.normalize("NFC").toLowerCase().trim().replace(/^#/, "").replaceAll(/\s+/g, "-"))
  .refine((word) => /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u.test(word) && [...word].length <= MAX_TAG);

/** The search of the list of connections that finds a tag. */
export function searchForTag(word: string): string {
  return PREFIX + word;
}

/** The tag for which a search asks, or null if it asks for something else. */
export function tagInSearch(search: string): string | null {
  if (!search.toLowerCase().startsWith(PREFIX)) return null;
  return tag.safeParse(search.slice(PREFIX.length)).data ?? null;
}
