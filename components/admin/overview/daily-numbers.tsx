"use client";

import { useFormatter, useTranslations } from "next-intl";
import { DailyChart } from "@/components/admin/overview/daily-chart";

/** A day, as text with and without the year, and its numbers. A list, because the names of its parts would travel with each. */
export type Day = [date: string, shortDate: string, connected: number, disconnected: number];

/** The days, oldest first: as a chart, and as a table. They are a client component of plain texts, so that they travel once. */
export function DailyNumbers({ days }: { days: Day[] }) {
  const t = useTranslations("admin.overview.daily");
  const format = useFormatter();
  const connected = days.reduce((sum, day) => sum + day[2], 0);
  const disconnected = days.reduce((sum, day) => sum + day[3], 0);
  return (
    <section aria-labelledby="daily" className="card daily">
      <div className="head">
        <h3 id="daily">
          {t("title")}{" "}
          <span>{t("net", { net: format.number(connected - disconnected, { signDisplay: "exceptZero" }) })}</span>
        </h3>
        <dl>
          <div>
            <dt className="connected">{t("connected")}</dt>
            <dd>{format.number(connected)}</dd>
          </div>
          <div>
            <dt>{t("disconnected")}</dt>
            <dd>{format.number(disconnected)}</dd>
          </div>
        </dl>
      </div>
      {connected + disconnected > 0 ? (
        <DailyChart days={days} />
      ) : (
        <p className="my-16 text-center text-muted">{t("empty")}</p>
      )}
      <details>
        <summary>{t("table")}</summary>
        <section
          aria-label={t("caption")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
        >
          <table className="numbers">
            <caption className="sr-only">{t("caption")}</caption>
            <thead>
              <tr>
                <th scope="col">{t("day")}</th>
                <th scope="col">{t("connected")}</th>
                <th scope="col">{t("disconnected")}</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(([date, , ...counts]) => (
                <tr key={date}>
                  <th scope="row">{date}</th>
                  <td>{format.number(counts[0])}</td>
                  <td>{format.number(counts[1])}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  );
}
