import type { Random } from "./random.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** How long ago the first merchant came. */
const SPAN = 730 * DAY;

/** How many times as many merchants come a day at the end as at the beginning. */
const GROWTH = 6;

/**
 * When the merchant came that stands at this share of all, 0 to 1: in the order of time, ever more a day, on working
 * days rather than at weekends, and while shops are open. Milliseconds since 1970.
 */
export function arrival(random: Random, share: number, now: number): number {
  const elapsed = Math.log1p(share * (GROWTH - 1)) / Math.log(GROWTH);
  const at = openingHour(random, now - SPAN * (1 - elapsed));
  return at < now ? at : now - random.number() * 12 * HOUR;
}

/** When a merchant connects again that connected at a time: after nine days on average. It may be later than now. */
export function nextConnection(random: Random, at: number): number {
  return Math.max(at, openingHour(random, at + -Math.log(1 - random.number()) * 9 * DAY));
}

/** A time on the day of `at`, or on one of the working days after a weekend, while shops are open. */
function openingHour(random: Random, at: number): number {
  const day = Math.floor(at / DAY);
  // 1970-01-01 was a Thursday: 2 is a Saturday, 3 a Sunday.
  const weekend = day % 7 === 2 || day % 7 === 3;
  const moved = weekend && random.chance(0.65) ? day + random.between(2, 5) : day;
  const hour = 5 + 13 * ((random.number() + random.number()) / 2);
  return moved * DAY + Math.floor(hour * HOUR);
}

/** As JSON and PostgreSQL read it; null stays null. */
export function iso(at: number): string;
export function iso(at: number | null): string | null;
export function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
