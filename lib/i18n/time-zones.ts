/** The time zone of staff who chose none: it is the same for all of them, and the one of logs, exports and filters. */
export const STAFF_TIME_ZONE = "UTC";

/** The time zones that a user can choose. `Intl` leaves UTC out. */
export const timeZones: readonly string[] = ["UTC", ...Intl.supportedValuesOf("timeZone")];

/** Whether a text from outside names a time zone that a user can choose. */
export function isTimeZone(value: string): boolean {
  return timeZones.includes(value);
}

/** The name of a time zone as pages show it: `America/New York`. */
export function timeZoneName(zone: string): string {
  return zone.replaceAll("_", " ");
}

/** The time zones by the part of the world in their names, so that typing a city's first letters finds it in a select. */
export function timeZonesByArea(): Record<string, string | Record<string, string>> {
  const areas = Map.groupBy(timeZones, (zone) => zone.split("/")[0] ?? zone);
  return Object.fromEntries(
    [...areas].map(([area, zones]) => [
      area,
      zones.length === 1 && zones[0] === area
        ? area
        : Object.fromEntries(zones.map((zone) => [zone, timeZoneName(zone.slice(area.length + 1))])),
    ]),
  );
}

/** The calendar day (YYYY-MM-DD) of a moment in a time zone. */
export function dayIn(at: Date, zone: string): string {
  return at.toLocaleDateString("sv-SE", { timeZone: zone });
}

/** The first moment of a calendar day (YYYY-MM-DD) in a time zone. */
export function startOfDay(day: string, zone: string): Date {
  const utc = Date.parse(day);
  // The offset at UTC's midnight may be that of before or after a change of the clocks.
  const near = utc - offsetAt(utc, zone);
  return new Date(utc - offsetAt(near, zone));
}

/** How far the clocks of a time zone are ahead of UTC, in milliseconds. */
function offsetAt(time: number, timeZone: string): number {
  const at = new Date(time);
  return (
    Date.parse(`${at.toLocaleString("sv-SE", { timeZone }).replace(" ", "T")}Z`) - Math.floor(time / 1_000) * 1_000
  );
}
