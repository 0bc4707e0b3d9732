import type { Formats } from "next-intl";
import type { Locale } from "@/lib/i18n/locales";

/** The parts of times as each language writes them: Finns write `29.11.2026 klo 4.05`. */
const PARTS = {
  en: { month: "long", hour: "2-digit" },
  fi: { month: "short", hour: "numeric" },
  sv: { month: "long", hour: "2-digit" },
} as const satisfies Record<Locale, object>;

type Zones = {
  /** Of the times for staff. */
  staff: string;
  /** Whether merchants' times name their zone, because it is not the one of this server's users. */
  isNamed: boolean;
};

/** The named formats of times in a language. */
export function formatsOf(locale: Locale, { staff: timeZone, isNamed }: Zones) {
  const { month, hour } = PARTS[locale];
  const day = { day: "numeric", month: "short" } as const;
  const date = { ...day, year: "numeric" } as const;
  const minute = { hour, minute: "2-digit" } as const;
  const second = { ...minute, second: "2-digit" } as const;
  const named = { timeZoneName: "short" } as const;
  return {
    dateTime: {
      /** For merchants, in their own time zone. */
      moment: { ...date, month, ...minute, ...(isNamed && named) },
      /** The same in a title. */
      short: { ...day, ...minute },
      shortDay: day,
      date,
      /** As the clock of a shop showed it, with the offset that the shop gave. */
      shopMoment: { ...date, month, ...minute, ...named },
      shopDay: { ...date, month },
      /** For staff, in their time zone. */
      staffTime: { ...date, ...minute, timeZone, ...named },
      staffSecond: { ...date, ...second, timeZone, ...named },
      staffDay: { ...date, timeZone },
      /** In lists for staff: without the zone, which the page names, and without the year when it is this one. */
      rowTime: { ...day, ...minute, timeZone },
      rowSecond: { ...day, ...second, timeZone },
      rowDay: { ...day, timeZone },
      rowTimeOfYear: { ...date, ...minute, timeZone },
      rowSecondOfYear: { ...date, ...second, timeZone },
      /** A calendar day, such as one of a filter or a counter. It is in UTC, so it is no moment in another zone. */
      day: { ...date, timeZone: "UTC" },
      dayOfYear: { ...day, timeZone: "UTC" },
      /** On a certificate, which everybody reads alike. */
      certificate: { dateStyle: "long", timeStyle: "medium", timeZone: "UTC" },
    },
  } satisfies Formats;
}

export type AppFormats = ReturnType<typeof formatsOf>;
