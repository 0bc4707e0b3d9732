import type { useFormatter } from "next-intl";

type Formatter = ReturnType<typeof useFormatter>;

const RECENT_MS = 24 * 60 * 60 * 1_000;

/** A time of a row: how long ago in the last 24 hours, else the day and the time. This year is left out. */
export function rowTime(format: Formatter, at: Date, now: Date): string {
  if (Math.abs(now.getTime() - at.getTime()) < RECENT_MS) return format.relativeTime(at, { now, style: "short" });
  return format.dateTime(at, isThisYear(at, now) ? "rowTime" : "rowTimeOfYear");
}

/** As `rowTime`, to the second, and never relative: for what is compared with a log. */
export function rowSecond(format: Formatter, at: Date, now: Date): string {
  return format.dateTime(at, isThisYear(at, now) ? "rowSecond" : "rowSecondOfYear");
}

/** A day of a row. This year is left out. */
export function rowDay(format: Formatter, at: Date, now: Date): string {
  return format.dateTime(at, isThisYear(at, now) ? "rowDay" : "staffDay");
}

function isThisYear(at: Date, now: Date): boolean {
  return at.getUTCFullYear() === now.getUTCFullYear();
}
