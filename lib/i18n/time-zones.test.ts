import fc from "fast-check";
import { expect, test } from "vitest";
import { dayIn, isTimeZone, startOfDay, timeZones, timeZonesByArea } from "@/lib/i18n/time-zones";

test.each([
  ["2026-11-29", "Europe/Helsinki", "2026-11-28T22:00:00.000Z"],
  ["2026-07-01", "Europe/Helsinki", "2026-06-30T21:00:00.000Z"],
  ["2026-03-29", "Europe/Helsinki", "2026-03-28T22:00:00.000Z"],
  ["2026-03-30", "Europe/Helsinki", "2026-03-29T21:00:00.000Z"],
  ["2026-10-25", "Europe/Helsinki", "2026-10-24T21:00:00.000Z"],
  ["2026-11-29", "UTC", "2026-11-29T00:00:00.000Z"],
  ["2026-11-29", "America/New_York", "2026-11-29T05:00:00.000Z"],
  ["2026-11-29", "Asia/Kathmandu", "2026-11-28T18:15:00.000Z"],
])("%s begins in %s at %s", (day, zone, expected) => {
  expect(startOfDay(day, zone).toISOString()).toBe(expected);
});

test("a moment is in the day that began before it, in any zone that Finns or Swedes may choose", () => {
  const zones = ["Europe/Helsinki", "Europe/Stockholm", "UTC", "America/New_York", "Australia/Sydney"];
  const times = fc.date({ min: new Date("2020-01-01"), max: new Date("2040-01-01"), noInvalidDate: true });
  fc.assert(
    fc.property(times, fc.constantFrom(...zones), (at, zone) => {
      const day = dayIn(at, zone);
      expect(startOfDay(day, zone).getTime()).toBeLessThanOrEqual(at.getTime());
      expect(dayIn(startOfDay(day, zone), zone)).toBe(day);
    }),
  );
});

test("the choices hold each zone once, and nothing else is one", () => {
  const offered = Object.entries(timeZonesByArea()).flatMap(([name, inside]) =>
    typeof inside === "string" ? [name] : Object.keys(inside),
  );
  expect(offered.sort()).toEqual([...timeZones].sort());
  expect(["UTC", "Europe/Helsinki"].every(isTimeZone)).toBe(true);
  expect(["", "+02:00", "Mars/Olympus", "europe/helsinki"].some(isTimeZone)).toBe(false);
});
