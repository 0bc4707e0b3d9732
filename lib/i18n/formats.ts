import type { Formats } from "next-intl";

const DATE = { day: "numeric", month: "short", year: "numeric" } as const;
const TIME = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;

/** How times are written, by name. A time of day always says its zone. */
export const formats = {
  dateTime: {
    /** For merchants, in the server's time zone. */
    moment: { ...DATE, month: "long", ...TIME },
    /** For the staff, in UTC: what two of them say of an event is the same wherever they sit, and stands so in exports. */
    utc: { ...DATE, ...TIME, timeZone: "UTC" },
    utcSecond: { ...DATE, ...TIME, second: "2-digit", timeZone: "UTC" },
    day: { ...DATE, timeZone: "UTC" },
  },
} satisfies Formats;
