"use client";

import { notificationPath } from "@/components/admin/notifications/paths";
import { type Part, Parts } from "@/components/admin/shared/row-parts";
import { type RowTime, Time } from "@/components/admin/shared/time";
import { Link } from "@/components/ui/link";

/** A row of the list, as texts. */
export type NotificationLine = {
  id: string;
  time: RowTime;
  /** In words. */
  type: string;
  /** The accessible name of the row's box; left out when none can be selected. */
  select?: string;
  connection: Part;
  /** The classes of the mark, and the state in words. */
  mark: string;
  isBad: boolean;
  outcome: string;
  /** How often it came, as a number and in words; left out when once. */
  deliveries?: [count: number, words: string];
  error?: string;
};

/** Notifications in one line each: when, what, whose, and what became of it. Each one's page has the ids. */
export function NotificationRows({ rows }: { rows: NotificationLine[] }) {
  return rows.map((row) => (
    <li key={row.id}>
      {row.select && (
        <label className="box">
          <span className="sr-only">{row.select}</span>
          <input type="checkbox" name="id" value={row.id} />
        </label>
      )}
      <span className="quiet">
        <Time time={row.time} />
      </span>
      <Link href={notificationPath(row.id)} className="main">
        {row.type}
        {/* Many rows have the same type. */}
        <span className="sr-only">, {row.time[0]}</span>
      </Link>
      <Parts parts={[row.connection]} />
      <span>
        <span className={row.isBad ? "state bad" : "state"}>
          <span aria-hidden="true" className={`mark ${row.mark}`} />
          {row.outcome}
        </span>
        {row.deliveries && (
          <span className="quiet">
            {" "}
            <span aria-hidden>×{row.deliveries[0]}</span>
            <span className="sr-only">{row.deliveries[1]}</span>
          </span>
        )}
      </span>
      {row.error && <p className="below quiet">{row.error}</p>}
    </li>
  ));
}
