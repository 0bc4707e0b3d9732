import { getTranslations } from "next-intl/server";
import { chartScale } from "@/components/admin/overview/chart-scale";
import { getFormatter } from "@/lib/i18n/formatter";
import type { DailyCount } from "@/lib/overview/daily-counts";

/** The part of a day's width that its bar takes. */
const BAR = 0.72;

/** At most this many days have their date below them. A phone shows every other one. */
const MAX_DATES = 8;

const KINDS = ["connected", "disconnected"] as const;
type Kind = (typeof KINDS)[number];

/**
 * A bar per day: upwards for new connections, downwards for disconnected ones. Today is pale, because it is not over.
 * The server draws it, so it needs no script. Screen readers have the table beside it.
 */
export async function DailyChart({ days }: { days: DailyCount[] }) {
  const t = await getTranslations("admin.overview.daily");
  const format = await getFormatter();
  const date = (day: string) => format.dateTime(new Date(day), "dayOfYear");
  const longest = (kind: Kind) => Math.max(...days.map((day) => day[kind]));
  const { top, bottom, lines } = chartScale(longest("connected"), longest("disconnected"));
  const height = top + bottom;
  const share = (count: number) => `${(100 * (top - count)) / height}%`;
  /** The bars of some days as one path. A unit is a day wide and a connection high, from the top. */
  const bars = (kind: Kind, from: number, to: number) =>
    days
      .slice(from, to)
      .map((day, index) => {
        const end = kind === "connected" ? top - day[kind] : top + day[kind];
        return day[kind] === 0 ? "" : `M${from + index + (1 - BAR) / 2} ${top}V${end}h${BAR}V${top}z`;
      })
      .join("");
  const today = days.length - 1;
  const every = Math.ceil(days.length / MAX_DATES);
  const dated = days.map((day, index) => ({ ...day, index })).filter(({ index }) => (today - index) % every === 0);
  return (
    <div aria-hidden="true" id="daily-chart" className="chart">
      <div className="chart-numbers">
        {/* As wide as the longest number, so that the bars begin beside it. */}
        <span className="invisible">{format.number(Math.max(top, bottom))}</span>
        {lines.map((line) => (
          <span key={line} style={{ top: share(line) }}>
            {format.number(Math.abs(line))}
          </span>
        ))}
      </div>
      <svg aria-hidden="true" viewBox={`0 0 ${days.length} ${height}`} preserveAspectRatio="none">
        <path d={lines.map((line) => `M0 ${top - line}H${days.length}`).join("")} className="grid-line" />
        {days.map(({ day, connected, disconnected }, index) => (
          <rect key={day} x={index} width="1" height={height}>
            <title>{t("hint", { day: date(day), connected, disconnected })}</title>
          </rect>
        ))}
        {KINDS.flatMap((kind) => [
          { look: kind, path: bars(kind, 0, today) },
          { look: `${kind} today`, path: bars(kind, today, days.length) },
        ]).map(({ look, path }) => path && <path key={look} d={path} className={look} />)}
      </svg>
      <div className="chart-dates">
        {dated.toReversed().map(({ day, index }) => (
          <span key={day} style={{ left: `${(100 * (index + 0.5)) / days.length}%` }}>
            {date(day)}
          </span>
        ))}
      </div>
    </div>
  );
}
