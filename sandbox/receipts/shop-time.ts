/** Where the shops of the sandbox are. */
const ZONE = "Europe/Helsinki";

const FORMAT = new Intl.DateTimeFormat("sv-SE", {
  timeZone: ZONE,
  dateStyle: "short",
  timeStyle: "medium",
});
const OFFSET = new Intl.DateTimeFormat("en", { timeZone: ZONE, timeZoneName: "longOffset" });

/** Milliseconds since 1970 as ISO 8601 with the shop's offset: `2026-03-03T23:30:00+02:00`. */
export function shopTime(milliseconds: number): string {
  const zone = OFFSET.formatToParts(milliseconds).find(({ type }) => type === "timeZoneName")?.value ?? "GMT+02:00";
  return `${FORMAT.format(milliseconds).replace(" ", "T")}${zone.replace("GMT", "")}`;
}
