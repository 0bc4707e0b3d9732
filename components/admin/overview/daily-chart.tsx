"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useDeferredValue } from "react";
import { chartScale } from "@/components/admin/overview/chart-scale";
import type { Day } from "@/components/admin/overview/daily-numbers";
import { useIsHydrated } from "@/components/ui/use-is-hydrated";

/** The part of a day's width that its bar takes, and the space on each side of it. */
const BAR = 0.72;
const SPACE = 0.14;

/** At most this many days have their date below them. A phone shows every other one. */
const MAX_DATES = 8;

const KINDS = ["connected", "disconnected"] as const;
type Kind = (typeof KINDS)[number];

const countOf = (day: Day, kind: Kind) => day[kind === "connected" ? 2 : 3];

/**
 * A bar per day: upwards for new connections, downwards for disconnected ones. Today is pale, because it is not over.
 * It needs no script: only what a day says when it is pointed at comes with it. Screen readers have the table beside it.
 */
export function DailyChart({ days }: { days: Day[] }) {
  const t = useTranslations("admin.overview.daily");
  const format = useFormatter();
  // Deferred, because the hints of ninety days at once would keep a phone from answering.
  const isHydrated = useDeferredValue(useIsHydrated());
  const longest = (kind: Kind) => Math.max(...days.map((day) => countOf(day, kind)));
  const { top, bottom, lines } = chartScale(longest("connected"), longest("disconnected"));
  const height = top + bottom;
  /** The bars of some days as one path. A unit is a day wide and a connection high, from the top. */
  const bars = (kind: Kind, from: number, to: number) =>
    days
      .slice(from, to)
      .map((day, index) => {
        const count = countOf(day, kind);
        const end = kind === "connected" ? top - count : top + count;
        return count === 0 ? "" : `M${(from + index + SPACE).toFixed(2)} ${top}V${end}h${BAR}V${top}z`;
      })
      .join("");
  const today = days.length - 1;
  const every = Math.ceil(days.length / MAX_DATES);
  const dated = days.map(([, date], index) => ({ date, index })).filter(({ index }) => (today - index) % every === 0);
  return (
    <div aria-hidden="true" id="daily-chart" className="chart">
      <div className="chart-numbers">
        {/* As wide as the longest number, so that the bars begin beside it. */}
        <span className="invisible">{format.number(Math.max(top, bottom))}</span>
        {lines.map((line) => (
          <span key={line} style={{ top: percent((top - line) / height) }}>
            {format.number(Math.abs(line))}
          </span>
        ))}
      </div>
      <svg aria-hidden="true" viewBox={`0 0 ${days.length} ${height}`} preserveAspectRatio="none">
        <path d={lines.map((line) => `M0 ${top - line}H${days.length}`).join("")} className="grid-line" />
        {isHydrated &&
          days.map(([date, day, connected, disconnected], index) => (
            <rect key={date} x={index} width="1" height={height}>
              <title>{t("hint", { day, connected, disconnected })}</title>
            </rect>
          ))}
        {KINDS.flatMap((kind) => [
          { look: kind, path: bars(kind, 0, today) },
          { look: `${kind} today`, path: bars(kind, today, days.length) },
        ]).map(({ look, path }) => path && <path key={look} d={path} className={look} />)}
      </svg>
      <div className="chart-dates">
        {dated.toReversed().map(({ date, index }) => (
          <span key={date} style={{ left: percent((index + 0.5) / days.length) }}>
            {date}
          </span>
        ))}
      </div>
    </div>
  );
}

/** A share of 1, as CSS has it. */
function percent(share: number): string {
  return `${Number((100 * share).toFixed(2))}%`;
}
