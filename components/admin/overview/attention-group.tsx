"use client";

import { showWhole } from "@/components/admin/shared/show-whole";
import { Time } from "@/components/admin/shared/time";
import { useFollowLinks } from "@/components/ui/link";

/** A row: what needs attention, since when, and the reason, unless all rows of the group have the same one. */
export type AttentionItem = [href: string, title: string, words: string, exact: string, reason?: string];

type AttentionGroupProps = {
  /** The ID of the heading. */
  id: string;
  title: string;
  count: string;
  body: string;
  /** The reason that all of them have. */
  reason: string | null;
  items: AttentionItem[];
  /** The list with all of them, and the text of the link there. */
  href: string;
  all: string;
};

/** The oldest rows of one kind. The group is a client component of plain texts, so its rows travel once. */
export function AttentionGroup({ id, title, count, body, reason, items, href, all }: AttentionGroupProps) {
  const follow = useFollowLinks();
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the click is that of a link inside, which the keyboard makes, too
    <section aria-labelledby={id} className="card attention" onClick={follow} onPointerOver={showWhole}>
      <h3 id={id}>
        {title}
        <span>{count}</span>
      </h3>
      <p>{body}</p>
      {reason && <p className="bad">{reason}</p>}
      <ul>
        {items.map(([href, title, words, exact, reason]) => (
          <li key={href}>
            <a href={href}>
              <span>{title}</span>
              <Time time={[words, exact]} />
              {reason && <span className="bad">{reason}</span>}
            </a>
          </li>
        ))}
      </ul>
      <a href={href}>{all}</a>
    </section>
  );
}
