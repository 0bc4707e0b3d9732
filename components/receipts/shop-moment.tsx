import { getFormatter } from "next-intl/server";
import type { ShopTime } from "@/lib/receipthero/hero-json/time";

/** A time as the shop's clock showed it, with the offset that the shop gave. */
export async function ShopMoment({ time }: { time: ShopTime }) {
  const format = await getFormatter();
  const { at, zone, isDay } = time;
  const options = isDay
    ? ({ day: "numeric", month: "long", year: "numeric", timeZone: zone } as const)
    : ({
        day: "numeric",
        month: "long",
        year: "numeric",
        hour: "2-digit",
        minute: "2-digit",
        timeZoneName: "short",
        timeZone: zone,
      } as const);
  return (
    <time dateTime={isDay ? at.toISOString().slice(0, 10) : at.toISOString()}>{format.dateTime(at, options)}</time>
  );
}
