import "server-only";
import type { Transaction } from "@/lib/db/client";

/** How many rows are sampled to learn which trigrams are rare, and how many characters of a search are examined. */
const SAMPLE = 100;
const EXAMINED = 80;

/** The characters of a part, and the number of parts. Two parts are selective enough, and each part costs time. */
const LENGTH = 5;
const PARTS = 2;

/** The words of a search, each with its neighbouring characters: pg_trgm's trigrams include word boundaries. */
const WORDS = /[^\p{L}\p{N}]?[\p{L}\p{N}]+(?=([^\p{L}\p{N}]?))/gu;
const SEPARATORS = /[^\p{L}\p{N}]/gu;

/** Two characters form a trigram if the first one separates words: pg_trgm treats a separator as two spaces. */
const HAS_TRIGRAM = /^(?:...|[^\p{L}\p{N}].)/su;

/**
 * Finds the most selective parts of searches. The index could look up a whole search, but it would also read the rows
 * of the trigrams that every row has. Those reads were nine tenths of the work.
 */
export async function selectiveParts(tx: Transaction, searches: string[]): Promise<string[]> {
  const words = searches.flatMap(wordsOf);
  const seen = await countTrigrams(tx, [...new Set(words.flatMap(trigramsOf))]);
  /** How many rows of the sample contain a trigram of the part, on average. */
  const frequency = (part: string) => {
    const counts = trigramsOf(part).map((trigram) => seen.get(trigram) ?? 0);
    return counts.reduce((sum, count) => sum + count, 0) / counts.length;
  };
  const rarestFirst = (a: string, b: string) => frequency(a) - frequency(b);
  return words
    .flatMap((word) => windows(word, LENGTH).sort(rarestFirst).slice(0, 1))
    .sort(rarestFirst)
    .filter((part, index) => index === 0 || frequency(part) < SAMPLE / 2)
    .slice(0, PARTS);
}

/** The words of a search that have a trigram. Without any, the index cannot find the search. */
export function wordsOf(search: string): string[] {
  const examined = [...search].slice(0, EXAMINED).join("");
  const words = [...examined.matchAll(WORDS)].map(([word, after = ""]) => word + after);
  return words.filter((word) => HAS_TRIGRAM.test(word));
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
  return windows(part.replace(SEPARATORS, " "), 3);
}

/** Every run of `size` letters, or the whole text if it is shorter. */
function windows(text: string, size: number): string[] {
  const letters = [...text];
  const length = Math.max(letters.length - size, 0) + 1;
  return Array.from({ length }, (_, start) => letters.slice(start, start + size).join(""));
}
