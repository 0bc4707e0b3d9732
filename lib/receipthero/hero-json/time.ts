import { z } from "zod";

/** A time at the shop: `zone` is the offset that the shop gave, as `Intl` takes it. `isDay`: it has no time of day. */
export type ShopTime = { at: Date; zone: string; isDay: boolean };

const withOffset = z.iso.datetime({ offset: true });
const day = z.iso.date();

/** Reads an ISO 8601 time with its offset. A time without an offset is null, because nobody can tell when it was. */
export function readTime(value: unknown): ShopTime | null {
  if (typeof value !== "string") return null;
  const text = value.trim().replace(/([+-]\d\d)(\d\d)$/, "$1:$2");
  if (!withOffset.safeParse(text).success) return null;
  const offset = text.endsWith("Z") ? "UTC" : text.slice(-6);
  return inZone(new Date(text), offset, false);
}

/** Reads a time as `readTime` does, or a day of the calendar. */
export function readTimeOrDay(value: unknown): ShopTime | null {
  if (typeof value === "string" && day.safeParse(value.trim()).success)
    return inZone(new Date(value.trim()), "UTC", true);
  return readTime(value);
}

function inZone(at: Date, zone: string, isDay: boolean): ShopTime | null {
  if (Number.isNaN(at.getTime())) return null;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return { at, zone, isDay };
  } catch {
    return null;
  }
}
