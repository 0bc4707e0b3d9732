import type { Formats } from "next-intl";

const DATE = { day: "numeric", month: "short", year: "numeric" } as const;
const TIME = { hour: "2-digit", minute: "2-digit", timeZoneName: "short" } as const;

/** The named formats of times. A time of day always includes its zone. */
export const formats = {
  dateTime: {
    /** For merchants, in the server's time zone. */
    moment: { ...DATE, month: "long", ...TIME },
    /** For staff, in UTC: times are the same for all of them, wherever they work, and match the exports. */
    utc: { ...DATE, ...TIME, timeZone: "UTC" },
    utcSecond: { ...DATE, ...TIME, second: "2-digit", timeZone: "UTC" },
    day: { ...DATE, timeZone: "UTC" },
  },
} satisfies Formats;
