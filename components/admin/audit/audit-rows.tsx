"use client";

import type { StaffPath } from "@/components/admin/shared/row-parts";
import { type RowTime, Time } from "@/components/admin/shared/time";
import { Link } from "@/components/ui/link";
import { connectionPath } from "@/lib/http/paths";

/** An event of the log, as texts. */
export type AuditLine = {
  id: string;
  time: RowTime;
  /** In words; `code` is its name in the API and the exports. */
  action: string;
  code: string;
  /** The changed fields, each in words. */
  changes: string[];
  receiptheroId?: string;
  actor: [name: string, path: StaffPath];
  /** The name, and the ID. */
  business?: [name: string, id: string];
};

/** Events in one line each, with links to the users, merchants and connections in them. */
export function AuditRows({
  rows,
  by,
}: {
  rows: AuditLine[] /** Before the actor, for screen readers. */;
  by: string;
}) {
  return rows.map(({ id, time, action, code, changes, receiptheroId, actor, business }) => (
    <li key={id}>
      <span className="quiet">
        <Time time={time} />
      </span>
      <details>
        <summary>{action}</summary>
        <code>{code}</code>
        {changes.length > 0 && (
          <ul>
            {changes.map((change) => (
              <li key={change}>{change}</li>
            ))}
          </ul>
        )}
        {receiptheroId && (
          <p>
            <Link href={connectionPath(receiptheroId)}>
              <code>{receiptheroId}</code>
            </Link>
          </p>
        )}
      </details>
      <p>
        <span className="sr-only">{by} </span>
        <Link href={actor[1]}>{actor[0]}</Link>
      </p>
      {business && <Link href={`/admin/audit?merchant=${business[1]}`}>{business[0]}</Link>}
    </li>
  ));
}
