import { getFormatter, getTranslations } from "next-intl/server";
import { FunnelStages } from "@/components/admin/overview/funnel-stages";
import { AUTHORIZATION_REQUEST_MINUTES, TOKEN_EXCHANGE_SECONDS } from "@/lib/lifetimes";
import type { Funnel as FunnelNumbers } from "@/lib/overview/funnel";

/**
 * The progress of the authorization requests of a period, and the reasons of those that did not create a connection.
 */
export async function Funnel({ funnel }: { funnel: FunnelNumbers }) {
  const t = await getTranslations("admin.overview.funnel");
  const format = await getFormatter();
  const { started, lost } = funnel;
  const shareOf = (count: number) => format.number(count / started, { style: "percent", maximumFractionDigits: 1 });
  return (
    <section aria-labelledby="funnel" className="mt-5 rounded-xl border border-line bg-surface p-5">
      <h3 id="funnel" className="font-semibold">
        {t("title")}
      </h3>
      {started === 0 ? (
        <p className="mt-3 text-muted">{t("empty")}</p>
      ) : (
        <div className="mt-4 grid grid-cols-1 gap-x-10 gap-y-8 lg:grid-cols-2">
          <FunnelStages
            label={t("title")}
            stages={(["started", "returned", "connected"] as const).map((stage) => ({
              text: t(stage),
              count: funnel[stage],
            }))}
          />
          <div>
            <h4 id="funnel-why" className="font-medium">
              {t("whyTitle")}
            </h4>
            {lost.length === 0 ? (
              <p className="mt-2 text-muted">{t("whyNone")}</p>
            ) : (
              <ul aria-labelledby="funnel-why" className="mt-2 divide-y divide-line">
                {lost.map(({ reason, count }) => (
                  <li key={reason} className="py-3">
                    <p className="flex items-baseline justify-between gap-4">
                      {t(`reasons.${reason}.title`)}
                      <span className="whitespace-nowrap">
                        <span className="font-semibold tabular-nums">{format.number(count)}</span>{" "}
                        <span className="inline-block w-14 text-right text-muted text-sm tabular-nums">
                          {shareOf(count)}
                        </span>
                      </span>
                    </p>
                    <p className="mt-0.5 max-w-prose text-muted text-sm">
                      {t(`reasons.${reason}.body`, {
                        minutes: AUTHORIZATION_REQUEST_MINUTES,
                        seconds: TOKEN_EXCHANGE_SECONDS,
                      })}
                    </p>
                  </li>
                ))}
              </ul>
            )}
          </div>
        </div>
      )}
    </section>
  );
}
