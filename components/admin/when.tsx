import { useFormatter } from "next-intl";

/** A moment, to the minute. */
export function When({ at }: { at: Date }) {
  const format = useFormatter();
  return (
    <time dateTime={at.toISOString()} className="whitespace-nowrap">
      {format.dateTime(at, { dateStyle: "medium", timeStyle: "short" })}
    </time>
  );
}
