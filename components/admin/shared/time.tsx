/** A time in few words, in milliseconds since 1970, and in full. */
export type RowTime = [words: string, at: number, exact: string];

/** A time of a page for staff. Its title is the whole time, with the zone. */
export function Time({ time: [words, at, exact] }: { time: RowTime }) {
  return (
    <time dateTime={new Date(at).toISOString()} title={exact} className="when">
      {words}
    </time>
  );
}
