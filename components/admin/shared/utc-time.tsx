import { useFormatter } from "next-intl";

/** A time in UTC, to the minute or to the second. */
export function UtcTime({ at, second = false }: { at: Date; second?: boolean }) {
  const format = useFormatter();
  return (
    <time dateTime={at.toISOString()} className="whitespace-nowrap tabular-nums">
      {format.dateTime(at, second ? "utcSecond" : "utc")}
    </time>
  );
}
