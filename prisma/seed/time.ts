import type { Random } from "./random.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How long ago the first merchant was created. */
const SPAN = 730 * DAY;

/** By which factor the number of new merchants per day grows over the whole time. */
const GROWTH = 6;

/**
 * When the merchant at this share of all (0 to 1) was created: in the order of time, more and more per day, on working
 * days and during opening hours. Milliseconds since 1970.
 */
export function arrival(random: Random, share: number, now: number): number {
  const elapsed = Math.log1p(share * (GROWTH - 1)) / Math.log(GROWTH);
  const at = openingHour(random, now - SPAN * (1 - elapsed));
  return at < now ? at : now - random.number() * 12 * HOUR;
}

/** When a merchant that connected at a time connects again: after nine days on average. It may be later than now. */
export function nextConnection(random: Random, at: number): number {
  return Math.max(at, openingHour(random, at + -Math.log(1 - random.number()) * 9 * DAY));
}

/** A time during opening hours on the day of `at`, or on the working days after a weekend. */
function openingHour(random: Random, at: number): number {
  const day = Math.floor(at / DAY);
  // 1970-01-01 was a Thursday: 2 is a Saturday, 3 a Sunday.
  const weekend = day % 7 === 2 || day % 7 === 3;
  const moved = weekend && random.chance(0.65) ? day + random.between(2, 5) : day;
  const hour = 5 + 13 * ((random.number() + random.number()) / 2);
  return moved * DAY + Math.floor(hour * HOUR);
}

/** Formats a time for JSON and PostgreSQL; null stays null. */
export function iso(at: number): string;
export function iso(at: number | null): string | null;
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
