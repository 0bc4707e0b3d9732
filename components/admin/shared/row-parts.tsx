"use client";

import { type RowTime, Time } from "@/components/admin/shared/time";

// Rows travel as these texts. The elements of a server component would travel twice: as HTML, and as the data from which
// React takes the page over (docs/decisions/0069-light-pages.md).

/** The path of a page for staff. */
type StaffPath =
  | `/admin/${"connections" | "merchants" | "notifications" | "users"}/${string}`
  | `/admin/${"audit" | "connect-sessions"}?${string}`;

/** A part of a cell: a text, a link, a time, or some of these with a look: of `.list-table` in app/styles/lines.css. */
export type Part =
  | string
  | RowTime
  | { to: StaffPath; text: string }
  | { text: string; look: "quiet" | "good" }
  | { line: string; look?: "bad" | "narrow" };

/** The parts of a cell. Around them is an element with `useFollowLinks`. */
export function Parts({ parts }: { parts: Part[] }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: a row's parts never change their order
  return parts.map((part, index) => <OnePart key={index} part={part} />);
}

function OnePart({ part }: { part: Part }) {
  if (typeof part === "string") return part;
  if (Array.isArray(part)) return <Time time={part} />;
  if ("to" in part) return <a href={part.to}>{part.text}</a>;
  if ("line" in part) return <small className={part.look}>{part.line}</small>;
  return <span className={part.look}>{part.text}</span>;
}
