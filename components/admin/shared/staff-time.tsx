import { useFormatter, useNow } from "next-intl";
import { rowDay, rowSecond, rowTime } from "@/components/admin/shared/row-time";

type StaffTimeProps = { at: Date; to?: "day" | "minute" | "second" };

/** A time for staff, in few words. Its title is the whole time, with the zone. */
export function StaffTime({ at, to = "minute" }: StaffTimeProps) {
  const format = useFormatter();
  const now = useNow();
  const words = { day: rowDay, minute: rowTime, second: rowSecond }[to];
  return (
    <time
      dateTime={at.toISOString()}
      title={format.dateTime(at, "staffSecond")}
      className="whitespace-nowrap tabular-nums"
    >
      {words(format, at, now)}
    </time>
  );
}
