"use client";

import { notificationPath } from "@/components/admin/notifications/paths";
import { type Part, Parts } from "@/components/admin/shared/row-parts";
import { useFollowLinks } from "@/components/ui/link";

/** A row of the list, as texts. A list, because the names of an object's parts would travel with each row. */
export type NotificationLine = [
  id: string,
  /** The time in few words, and in full. */
  words: string,
  exact: string,
  /** In words. */
  type: string,
  connection: Part,
  /** The classes of the mark, and the state in words. */
  mark: string,
  outcome: string,
  more?: LineMore,
];

/** The parts that only few rows have. */
type LineMore = {
  /** The accessible name of the row's box, where it can be selected. */
  select?: string;
  isBad?: boolean;
  /** How often it came, as a number and in words, when more than once. */
  deliveries?: [count: number, words: string];
  /** Why processing failed. */
  failure?: string;
};

type NotificationRowsProps = { label: string; canSelect: boolean; rows: NotificationLine[] };

/** Notifications in one line each: when, what, whose, and what became of it. Each one's page has the ids. */
export function NotificationRows({ label, canSelect, rows }: NotificationRowsProps) {
  const follow = useFollowLinks();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is that of a link inside, which the keyboard makes, too
    <ol aria-label={label} className={`lines notifications mt-6 ${canSelect ? "selectable" : ""}`} onClick={follow}>
      {rows.map(([id, words, exact, type, connection, mark, outcome, more = {}]) => (
        <li key={id}>
          {more.select && (
            <label className="box">
              <span className="sr-only">{more.select}</span>
              <input type="checkbox" name="id" value={id} />
            </label>
          )}
          <span title={exact} className="quiet">
            {words}
          </span>
          <a href={notificationPath(id)} className="main">
            {type}
            {/* Many rows have the same type. */}
            <span className="sr-only">{`, ${words}`}</span>
          </a>
          <Parts parts={[connection]} />
          <span>
            <span className={more.isBad ? "state bad" : "state"}>
              <i className={`mark ${mark}`} />
              {outcome}
            </span>
            {more.deliveries && (
              <span className="quiet">
                {" "}
                <span aria-hidden>×{more.deliveries[0]}</span>
                <span className="sr-only">{more.deliveries[1]}</span>
              </span>
            )}
          </span>
          {more.failure && <p className="below quiet">{more.failure}</p>}
        </li>
      ))}
    </ol>
  );
}
