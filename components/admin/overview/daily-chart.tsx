"use client";

import { useFormatter, useTranslations } from "next-intl";
import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { DailyCount } from "@/lib/overview/daily-counts";

/**
 * A bar per day: upwards for new connections, downwards for disconnected ones. It has no animation. It is hidden from
 * screen readers, which read the table beside it.
 */
export function DailyChart({ days }: { days: DailyCount[] }) {
  const t = useTranslations("admin.overview.daily");
  const format = useFormatter();
  const bars = days.map(({ day, connected, disconnected }) => ({ day, connected, disconnected: -disconnected }));
  const dateOf = (day: string, month: "short" | "long") =>
    format.dateTime(new Date(day), { day: "numeric", month, timeZone: "UTC" });
  return (
    <div aria-hidden="true" className="size-full overflow-hidden text-xs">
      <ResponsiveContainer>
        <BarChart
          data={bars}
          stackOffset="sign"
          accessibilityLayer={false}
          margin={{ top: 4, right: 4, bottom: 0, left: 0 }}
        >
          <CartesianGrid vertical={false} stroke="var(--line)" />
          <XAxis
            dataKey="day"
            tickFormatter={(day) => dateOf(day, "short")}
            minTickGap={28}
            axisLine={false}
            tickLine={false}
            tick={{ fill: "var(--muted)" }}
          />
          <YAxis
            width="auto"
            allowDecimals={false}
            tickFormatter={(count) => format.number(Math.abs(count))}
            axisLine={false}
            tickLine={false}
            tick={{ fill: "var(--muted)" }}
          />
          <ReferenceLine y={0} stroke="var(--field)" />
          <Tooltip
            isAnimationActive={false}
            cursor={{ fill: "var(--accent-soft)" }}
            content={({ active, label }) => {
              const day = active ? days.find((one) => one.day === label) : undefined;
              return day ? (
                <div className="rounded-lg border border-line bg-surface px-3 py-2 text-sm shadow-paper">
                  <p className="font-medium">{dateOf(day.day, "long")}</p>
                  <p className="text-muted">
                    {t("connected")} <span className="text-ink tabular-nums">{format.number(day.connected)}</span>
                  </p>
                  <p className="text-muted">
                    {t("disconnected")} <span className="text-ink tabular-nums">{format.number(day.disconnected)}</span>
                  </p>
                </div>
              ) : null;
            }}
          />
          <Bar dataKey="connected" stackId="day" fill="var(--accent)" isAnimationActive={false} />
          <Bar dataKey="disconnected" stackId="day" fill="var(--muted)" isAnimationActive={false} />
        </BarChart>
      </ResponsiveContainer>
    </div>
  );
}
