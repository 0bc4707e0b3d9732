/** A time in few words, and in full, with the zone. */
export type RowTime = [words: string, exact: string];

/** A time of a page for staff. Its title is the whole time. Rows have so many that an element `time` would weigh a page. */
export function Time({ time: [words, exact] }: { time: RowTime }) {
  return (
    <span title={exact} className="when">
      {words}
    </span>
  );
}
