"use client";

import { useFollowLinks } from "@/components/ui/link";
import { connectionPath } from "@/lib/http/paths";

/** An event of the log, as texts. A list, because the names of an object's parts would travel with each event. */
export type AuditLine = [
  id: string,
  /** The time in few words, and in full. */
  words: string,
  exact: string,
  /** In words; `code` is its name in the API and the exports. */
  action: string,
  code: string,
  /** The changed fields, each in words. */
  changes: string[],
  actor: string,
  /** The actor's id, or the path of another page than theirs in the log. */
  actorId: string,
  /** The ID and the name; empty without one. */
  merchantId: string,
  business: string,
  receiptheroId?: string,
];

type AuditRowsProps = {
  rows: AuditLine[];
  /** Before the actor, for screen readers. */
  by: string;
};

/** Events in one line each, with links to the users, merchants and connections in them. */
export function AuditRows({ rows, by }: AuditRowsProps) {
  const follow = useFollowLinks();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is that of a link inside, which the keyboard makes, too
    <ol className="lines audit mt-4" onClick={follow}>
      {rows.map(([id, words, exact, action, code, changes, actor, actorId, merchantId, business, receiptheroId]) => (
        <li key={id}>
          <span title={exact} className="quiet">
            {words}
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
                <a href={connectionPath(receiptheroId)}>
                  <code>{receiptheroId}</code>
                </a>
              </p>
            )}
          </details>
          <p>
            <span className="sr-only">{`${by} `}</span>
            <a href={actorId.startsWith("/") ? actorId : `/admin/audit?actor=${actorId}`}>{actor}</a>
          </p>
          {merchantId && <a href={`/admin/audit?merchant=${merchantId}`}>{business}</a>}
        </li>
      ))}
    </ol>
  );
}
