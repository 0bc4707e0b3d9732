import "server-only";
import type { Transaction } from "@/lib/db/client";

/** How many rows tell what is rare, and how many characters of a search are looked at. */
const SAMPLE = 100;
const LOOKED_AT = 80;

/** The length of a part in characters, and how many parts there are: enough to tell few rows, and each costs. */
const LENGTH = 5;
const PARTS = 2;

const LETTER = /[\p{L}\p{N}]/u;

/**
 * The parts of a search that few rows have, to ask the index for. It would take the whole search as well, and then read
 * what it keeps of each trigram in it, also of those that every row has: that was nine tenths of the work.
 * @returns none when the search has no trigram at all
 */
export async function selectiveTrigrams(tx: Transaction, search: string): Promise<string[]> {
  const words = wordsOf([...search].slice(0, LOOKED_AT).join("")).filter(hasTrigram);
  const seen = await countTrigrams(tx, [...new Set(words.flatMap(trigramsOf))]);
  const cost = (part: string) => trigramsOf(part).reduce((sum, trigram) => sum + (seen.get(trigram) ?? 0), 0);

  const parts = words
    .flatMap((word) => {
      const [rarest] = partsOf(word).sort((a, b) => cost(a) - cost(b));
      return rarest ? [{ part: rarest, usual: cost(rarest) / trigramsOf(rarest).length }] : [];
    })
    .sort((a, b) => a.usual - b.usual);
  return parts
    .filter(({ usual }, index) => index === 0 || usual < SAMPLE / 2)
    .slice(0, PARTS)
    .map(({ part }) => part);
}

/** Two characters have one if the first parts words: it stands for two. */
function hasTrigram(word: string): boolean {
  const [first = "", ...others] = [...word];
  return others.length > 1 || (others.length === 1 && !LETTER.test(first));
}

/** In how many rows of a sample each trigram is. */
async function countTrigrams(tx: Transaction, trigrams: string[]): Promise<Map<string, number>> {
  const counts = await tx.$queryRaw<{ trigram: string; seen: number }[]>`
    WITH sample AS MATERIALIZED (
      SELECT translate(text, E'\n:-_@.,/', '        ') AS text FROM "ConnectionListing"
       ORDER BY "receiptheroId" LIMIT ${SAMPLE}::int)
    SELECT trigram, (SELECT count(*)::int FROM sample WHERE strpos(text, lower(trigram)) > 0) AS seen
      FROM unnest(${trigrams}::text[]) AS trigram`;
  return new Map(counts.map(({ trigram, seen }) => [trigram, seen]));
}

/** The words of a search, each with the characters around it that part it from others: trigrams know of them. */
function wordsOf(search: string): string[] {
  const words = search.matchAll(/(?<=([^\p{L}\p{N}]?))([\p{L}\p{N}]+)(?=([^\p{L}\p{N}]?))/gu);
  return [...words].map(([, before = "", word = "", after = ""]) => before + word + after);
}

function partsOf(word: string): string[] {
  const letters = [...word];
  const starts = Math.max(letters.length - LENGTH, 0) + 1;
  return Array.from({ length: starts }, (_, start) => letters.slice(start, start + LENGTH).join(""));
}

/** The trigrams of a part of a word, with a space for what parts words; of the beginning of one, its two characters. */
function trigramsOf(part: string): string[] {
  const letters = [...part].map((letter) => (LETTER.test(letter) ? letter : " "));
  if (letters.length === 2) return [letters.join("")];
  return letters.slice(2).map((_, index) => letters.slice(index, index + 3).join(""));
}
