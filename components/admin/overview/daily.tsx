import { getFormatter, getTranslations } from "next-intl/server";
import { DailyChart } from "@/components/admin/overview/daily-chart";
import type { DailyCount } from "@/lib/overview/daily-counts";

/** New and disconnected connections per day: as a chart, and as a table of the same numbers. */
export async function Daily({ days }: { days: DailyCount[] }) {
  const t = await getTranslations("admin.overview.daily");
  const format = await getFormatter();
  const total = (what: "connected" | "disconnected") => days.reduce((sum, day) => sum + day[what], 0);
  const anything = total("connected") + total("disconnected") > 0;
  return (
    <section aria-labelledby="daily" className="mt-5 rounded-xl border border-line bg-surface p-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h3 id="daily" className="font-semibold">
          {t("title")}
        </h3>
        <dl className="flex gap-6 text-sm">
          {(["connected", "disconnected"] as const).map((what) => (
            <div key={what} className="flex items-baseline gap-2">
              <dt className="flex items-baseline gap-2 text-muted">
                <span
                  aria-hidden="true"
                  className={`size-2.5 rounded-sm ${what === "connected" ? "bg-accent" : "bg-muted"}`}
                />
                {t(what)}
              </dt>
              <dd className="font-semibold tabular-nums">{format.number(total(what))}</dd>
            </div>
          ))}
        </dl>
      </div>
      <div className="noscript:hidden mt-4 flex h-56 items-center justify-center sm:h-64">
        {anything ? <DailyChart days={days} /> : <p className="text-muted">{t("empty")}</p>}
      </div>
      <details className="group mt-3">
        <summary className="inline-flex min-h-11 cursor-pointer items-center text-accent text-sm hover:underline">
          {t("table")}
        </summary>
        <section
          aria-label={t("caption")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="mt-2 max-h-80 overflow-y-auto"
        >
          <table className="w-full max-w-md text-left text-sm">
            <caption className="sr-only">{t("caption")}</caption>
            <thead className="text-muted">
              <tr>
                <th scope="col" className="py-1.5 pr-4 font-medium">
                  {t("day")}
                </th>
                <th scope="col" className="py-1.5 pr-4 text-right font-medium">
                  {t("connected")}
                </th>
                <th scope="col" className="py-1.5 pr-4 text-right font-medium">
                  {t("disconnected")}
                </th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(({ day, connected, disconnected }) => (
                <tr key={day} className="border-line border-t">
                  <th scope="row" className="py-1.5 pr-4 font-normal">
                    <time dateTime={day}>{format.dateTime(new Date(day), "day")}</time>
                  </th>
                  <td className="py-1.5 pr-4 text-right tabular-nums">{format.number(connected)}</td>
                  <td className="py-1.5 pr-4 text-right tabular-nums">{format.number(disconnected)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  );
}
