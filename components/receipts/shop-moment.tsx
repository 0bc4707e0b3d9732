import { getFormatter } from "@/lib/i18n/formatter";
import type { ShopTime } from "@/lib/receipthero/hero-json/time";

/** A time as the shop's clock showed it, with the offset that the shop gave. */
export async function ShopMoment({ time }: { time: ShopTime }) {
  const format = await getFormatter();
  const { at, zone, isDay } = time;
  const words = isDay
    ? format.dateTime(at, "shopDay", { timeZone: zone })
    : format.dateTime(at, "shopMoment", { timeZone: zone });
  return <time dateTime={isDay ? at.toISOString().slice(0, 10) : at.toISOString()}>{words}</time>;
}
