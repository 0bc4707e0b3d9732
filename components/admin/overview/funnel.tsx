import { getTranslations } from "next-intl/server";
import { FunnelStages, ShareBar } from "@/components/admin/overview/funnel-stages";
import { Icon } from "@/components/ui/icon";
import { getFormatter } from "@/lib/i18n/formatter";
import { AUTHORIZATION_REQUEST_MINUTES, TOKEN_EXCHANGE_SECONDS } from "@/lib/lifetimes";
import type { Funnel as FunnelNumbers } from "@/lib/overview/funnel";

/**
 * The progress of the authorization requests of a period, and the reasons of those that did not create a connection,
 * each with an explanation that unfolds.
 */
export async function Funnel({ funnel }: { funnel: FunnelNumbers }) {
  const t = await getTranslations("admin.overview.funnel");
  const format = await getFormatter();
  const { started, lost } = funnel;
  return (
    <section aria-labelledby="funnel" className="min-w-0 rounded-xl border border-line bg-surface p-5 lg:col-span-5">
      <h3 id="funnel" className="mb-4 font-semibold">
        {t("title")}
      </h3>
      {started === 0 ? (
        <p className="text-muted">{t("empty")}</p>
      ) : (
        <>
          <FunnelStages
            label={t("title")}
            stages={(["started", "returned", "connected"] as const).map((stage) => ({
              text: t(stage),
              count: funnel[stage],
            }))}
          />
          <h4 id="funnel-why" className="mt-6 font-medium text-sm">
            {t("whyTitle")}
          </h4>
          {lost.length === 0 ? (
            <p className="mt-2 text-muted text-sm">{t("whyNone")}</p>
          ) : (
            <ul aria-labelledby="funnel-why" className="mt-1 divide-y divide-line text-sm">
              {lost.map(({ reason, count }) => (
                <li key={reason}>
                  <details className="group">
                    <summary className="grid min-h-11 cursor-pointer list-none grid-cols-[auto_minmax(0,1fr)_auto_4rem] items-center gap-x-3 hover:text-accent">
                      <Icon name="chevron-right" className="size-4 text-muted group-open:rotate-90" />
                      {t(`reasons.${reason}.title`)}{" "}
                      <span className="text-right font-semibold tabular-nums">{format.number(count)}</span>
                      <ShareBar share={count / started} />
                    </summary>
                    <p className="max-w-prose pb-3 pl-7 text-muted">
                      {t(`reasons.${reason}.body`, {
                        minutes: AUTHORIZATION_REQUEST_MINUTES,
                        seconds: TOKEN_EXCHANGE_SECONDS,
                      })}
                    </p>
                  </details>
                </li>
              ))}
            </ul>
          )}
        </>
      )}
    </section>
  );
}
