import { useFormatter } from "next-intl";

/** When something happened, to the second and in UTC, as the days of the filter are. */
export function InboxTime({ at }: { at: Date }) {
  const format = useFormatter();
  return (
    <time dateTime={at.toISOString()} className="whitespace-nowrap tabular-nums">
      {format.dateTime(at, { dateStyle: "medium", timeStyle: "medium", timeZone: "UTC" })}
    </time>
  );
}
