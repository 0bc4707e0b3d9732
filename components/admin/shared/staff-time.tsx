import { useFormatter, useNow } from "next-intl";
import { rowDay, rowSecond, rowTime } from "@/components/admin/shared/row-time";
import { Time } from "@/components/admin/shared/time";

type StaffTimeProps = { at: Date; to?: "day" | "minute" | "second" };

/** A time for staff, in few words. Its title is the whole time, with the zone. */
export function StaffTime({ at, to = "minute" }: StaffTimeProps) {
  const format = useFormatter();
  const now = useNow();
  const words = { day: rowDay, minute: rowTime, second: rowSecond }[to];
  return <Time time={[words(format, at, now), format.dateTime(at, "staffSecond")]} />;
}
