"use client";

import { ShareBar } from "@/components/admin/overview/share-bar";

/** A reason, its explanation, how often it was, and its share of all, from 0 to 1. */
type Reason = [title: string, body: string, count: string, share: number];

/** Reasons, each with an explanation that unfolds. They are a client component of plain texts, so that they travel once. */
export function LossReasons({ labelledBy, reasons }: { labelledBy: string; reasons: Reason[] }) {
  return (
    <ul aria-labelledby={labelledBy} className="reasons">
      {reasons.map(([title, body, count, share]) => (
        <li key={title}>
          <details>
            <summary>
              {title} <b>{count}</b>
              <ShareBar share={share} />
            </summary>
            <p>{body}</p>
          </details>
        </li>
      ))}
    </ul>
  );
}
