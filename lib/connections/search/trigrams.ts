import "server-only";
import type { Transaction } from "@/lib/db/client";

/** How many rows are sampled to learn which trigrams are rare, and how many characters of a search are examined. */
const SAMPLE = 100;
const EXAMINED = 80;

/** The age at which a search reads the sample again, in milliseconds. */
const KEPT_FOR_MS = 10 * 60_000;
let kept: { texts: string[]; at: number } | null = null;

/** The characters of a part, and the number of parts. Two parts are selective enough, and each part costs time. */
const LENGTH = 5;
const PARTS = 2;

/** How many entries of the index PostgreSQL reads in the time in which it tests one row. */
const ENTRIES_OF_A_ROW = 10;

/** The words of a search, each with its neighbouring characters: pg_trgm's trigrams include word boundaries. */
const WORDS = /[^\p{L}\p{N}]?[\p{L}\p{N}]+(?=([^\p{L}\p{N}]?))/gu;
const SEPARATORS = /[^\p{L}\p{N}]/gu;

/** Two characters form a trigram if the first one separates words: pg_trgm treats a separator as two spaces. */
const HAS_TRIGRAM = /^(?:...|[^\p{L}\p{N}].)/su;

/**
 * Finds the most selective parts of searches. The index could look up a whole search, but it would also read the rows
 * of the trigrams that every row has. Those reads were nine tenths of the work.
 * @returns the parts, and the share of all rows that has the rarest one, as the sample tells it
 */
export async function selectiveParts(tx: Transaction, searches: string[]): Promise<{ parts: string[]; share: number }> {
  const words = searches.flatMap(wordsOf);
  const seen = countTrigrams(await sampleTexts(tx), words.flatMap(trigramsOf));
  /** How many rows of the sample contain a trigram of the part, on average. */
  const frequency = (part: string) => {
    const counts = trigramsOf(part).map((trigram) => seen.get(trigram) ?? 0);
    return counts.reduce((sum, count) => sum + count, 0) / counts.length;
  };
  const rarestFirst = (a: string, b: string) => frequency(a) - frequency(b);
  const [rarest, ...others] = words
    .flatMap((word) => windows(word, LENGTH).sort(rarestFirst).slice(0, 1))
    .sort(rarestFirst);
  if (rarest === undefined) return { parts: [], share: 1 };
  // Half a row stands for a part that the sample does not have.
  const least = Math.max(frequency(rarest), 0.5);
  const most = Math.min(SAMPLE / 2, ENTRIES_OF_A_ROW * least);
  const parts = [rarest, ...others.filter((part) => frequency(part) < most)].slice(0, PARTS);
  return { parts, share: least / SAMPLE };
}

/** The words of a search that have a trigram. Without any, the index cannot find the search. */
export function wordsOf(search: string): string[] {
  const examined = [...search].slice(0, EXAMINED).join("");
  const words = [...examined.matchAll(WORDS)].map(([word, after = ""]) => word + after);
  return words.filter((word) => HAS_TRIGRAM.test(word));
}

/** How many texts of a sample contain each trigram. */
function countTrigrams(sample: string[], trigrams: string[]): Map<string, number> {
  const count = (trigram: string) => sample.filter((text) => text.includes(trigram)).length;
  return new Map([...new Set(trigrams)].map((trigram) => [trigram, count(trigram)]));
}

/**
 * The search texts of some connections, with spaces for word separators. It is kept until a search after ten minutes, because
 * reading it takes as long as many a search. An old one can only make a search slower.
 */
async function sampleTexts(tx: Transaction): Promise<string[]> {
  if (!kept || performance.now() - kept.at > KEPT_FOR_MS) {
    const rows = await tx.$queryRaw<{ searchText: string }[]>`
      SELECT "searchText" FROM "ConnectionListing" ORDER BY "receiptheroId" LIMIT ${SAMPLE}::int`;
    kept = { texts: rows.map(({ searchText }) => searchText.replace(SEPARATORS, " ")), at: performance.now() };
  }
  return kept.texts;
}

/** The trigrams of a part. Word separators become spaces. */
function trigramsOf(part: string): string[] {
  return windows(part.toLowerCase().replace(SEPARATORS, " "), 3);
}

/** Every run of `size` letters, or the whole text if it is shorter. */
function windows(text: string, size: number): string[] {
  const letters = [...text];
  const length = Math.max(letters.length - size, 0) + 1;
  return Array.from({ length }, (_, start) => letters.slice(start, start + size).join(""));
}
