import type { Formats } from "next-intl";

const DAY = { day: "numeric", month: "short" } as const;
const DATE = { ...DAY, year: "numeric" } as const;
const MINUTE = { hour: "2-digit", minute: "2-digit" } as const;
const SECOND = { ...MINUTE, second: "2-digit" } as const;
const ZONE = { timeZone: "UTC", timeZoneName: "short" } as const;

/** The named formats of times. */
export const formats = {
  dateTime: {
    /** For merchants, in the server's time zone, which is theirs. */
    moment: { ...DATE, month: "long", ...MINUTE },
    /** The same in a title. */
    short: { ...DAY, ...MINUTE },
    /** For staff, in UTC: times are the same for all of them, wherever they work, and match the exports. */
    utc: { ...DATE, ...MINUTE, ...ZONE },
    utcSecond: { ...DATE, ...SECOND, ...ZONE },
    day: { ...DATE, timeZone: "UTC" },
    /** In lists for staff: without the zone, which the page names, and without the year when it is this one. */
    rowTime: { ...DAY, ...MINUTE, timeZone: "UTC" },
    rowSecond: { ...DAY, ...SECOND, timeZone: "UTC" },
    rowDay: { ...DAY, timeZone: "UTC" },
    rowTimeOfYear: { ...DATE, ...MINUTE, timeZone: "UTC" },
    rowSecondOfYear: { ...DATE, ...SECOND, timeZone: "UTC" },
  },
} satisfies Formats;
