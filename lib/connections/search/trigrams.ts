import "server-only";
import type { Transaction } from "@/lib/db/client";

/** How many rows are sampled to learn which trigrams are rare, and how many characters of a search are examined. */
const SAMPLE = 100;
const EXAMINED = 80;

/**
 * The length of a part in characters, and the number of parts. Two parts are selective enough, and each part costs
 * time.
 */
const LENGTH = 5;
const PARTS = 2;

/** The words of a search, each with its neighbouring characters: pg_trgm's trigrams include word boundaries. */
const WORDS = /(?<=([^\p{L}\p{N}]?))([\p{L}\p{N}]+)(?=([^\p{L}\p{N}]?))/gu;
const NO_LETTER = /[^\p{L}\p{N}]/u;

/** Two characters form a trigram if the first one separates words: pg_trgm treats a separator as two spaces. */
const HAS_TRIGRAM = /^(?:...|[^\p{L}\p{N}].)/su;

/**
 * Finds the most selective parts of searches. The index could look up a whole search, but it would also read the rows
 * of the trigrams that every row has. Those reads were nine tenths of the work.
 * @returns none when no search has a trigram
 */
export async function selectiveParts(tx: Transaction, searches: string[]): Promise<string[]> {
  const words = searches
    .flatMap((search) => [...[...search].slice(0, EXAMINED).join("").matchAll(WORDS)])
    .map(([, before = "", word = "", after = ""]) => before + word + after)
    .filter((word) => HAS_TRIGRAM.test(word));
  const seen = await countTrigrams(tx, [...new Set(words.flatMap(trigramsOf))]);
  const cost = (part: string) => trigramsOf(part).reduce((sum, trigram) => sum + (seen.get(trigram) ?? 0), 0);
  return words
    .flatMap((word) =>
      windows([...word], LENGTH)
        .sort((a, b) => cost(a) - cost(b))
        .slice(0, 1),
    )
    .map((part) => ({ part, average: cost(part) / trigramsOf(part).length }))
    .sort((a, b) => a.average - b.average)
    .filter(({ average }, index) => index === 0 || average < SAMPLE / 2)
    .slice(0, PARTS)
    .map(({ part }) => part);
}

/** How many rows of a sample contain each trigram. */
async function countTrigrams(tx: Transaction, trigrams: string[]): Promise<Map<string, number>> {
  const counts = await tx.$queryRaw<{ trigram: string; seen: number }[]>`
    WITH sample AS MATERIALIZED (
      SELECT translate("searchText", E'\n:-_@.,/', '        ') AS text FROM "ConnectionListing"
       ORDER BY "receiptheroId" LIMIT ${SAMPLE}::int)
    SELECT trigram, (SELECT count(*)::int FROM sample WHERE strpos(text, lower(trigram)) > 0) AS seen
      FROM unnest(${trigrams}::text[]) AS trigram`;
  return new Map(counts.map(({ trigram, seen }) => [trigram, seen]));
}

/** The trigrams of a part. Word separators become spaces. */
function trigramsOf(part: string): string[] {
  return windows(
    [...part].map((letter) => letter.replace(NO_LETTER, " ")),
    3,
  );
}

/** Every run of `size` letters, or all letters if there are fewer. */
function windows(letters: string[], size: number): string[] {
  const count = Math.max(letters.length - size, 0) + 1;
  return Array.from({ length: count }, (_, start) => letters.slice(start, start + size).join(""));
}
