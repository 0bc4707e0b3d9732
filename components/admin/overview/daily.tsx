import { getTranslations } from "next-intl/server";
import { DailyChart } from "@/components/admin/overview/daily-chart";
import { getFormatter } from "@/lib/i18n/formatter";
import type { DailyCount } from "@/lib/overview/daily-counts";

/** New and disconnected connections per day, and what both make together: as a chart, and as a table of its numbers. */
export async function Daily({ days }: { days: DailyCount[] }) {
  const t = await getTranslations("admin.overview.daily");
  const format = await getFormatter();
  const total = (what: "connected" | "disconnected") => days.reduce((sum, day) => sum + day[what], 0);
  const net = total("connected") - total("disconnected");
  const anything = total("connected") + total("disconnected") > 0;
  return (
    <section aria-labelledby="daily" className="min-w-0 rounded-xl border border-line bg-surface p-5 lg:col-span-7">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h3 id="daily" className="font-semibold">
          {t("title")}{" "}
          <span className="font-normal text-muted tabular-nums">
            {t("net", { net: format.number(net, { signDisplay: "exceptZero" }) })}
          </span>
        </h3>
        <dl className="flex flex-wrap gap-x-6 text-sm">
          {(["connected", "disconnected"] as const).map((what) => (
            <div key={what} className="flex items-baseline gap-2">
              <dt className="flex items-baseline gap-2 text-muted">
                <span
                  aria-hidden="true"
                  className={`size-2.5 forced-color-adjust-none rounded-sm ${what === "connected" ? "bg-accent" : "bg-muted"}`}
                />
                {t(what)}
              </dt>
              <dd className="font-semibold tabular-nums">{format.number(total(what))}</dd>
            </div>
          ))}
        </dl>
      </div>
      {anything ? <DailyChart days={days} /> : <p className="my-16 text-center text-muted">{t("empty")}</p>}
      <details className="mt-2">
        <summary className="inline-flex min-h-11 cursor-pointer items-center text-accent text-sm hover:underline">
          {t("table")}
        </summary>
        <section
          aria-label={t("caption")}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          tabIndex={0}
          className="mt-2 max-h-80 overflow-y-auto"
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
              {days.toReversed().map(({ day, connected, disconnected }) => (
                <tr key={day}>
                  <th scope="row">{format.dateTime(new Date(day), "day")}</th>
                  <td>{format.number(connected)}</td>
                  <td>{format.number(disconnected)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </section>
  );
}
