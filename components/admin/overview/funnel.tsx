import { getTranslations } from "next-intl/server";
import { FunnelStages } from "@/components/admin/overview/funnel-stages";
import { LossReasons } from "@/components/admin/overview/loss-reasons";
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
  const lifetimes = { minutes: AUTHORIZATION_REQUEST_MINUTES, seconds: TOKEN_EXCHANGE_SECONDS };
  return (
    <section aria-labelledby="funnel" className="card funnel">
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
            <LossReasons
              labelledBy="funnel-why"
              reasons={lost.map(({ reason, count }) => [
                t(`reasons.${reason}.title`),
                t(`reasons.${reason}.body`, lifetimes),
                format.number(count),
                count / started,
              ])}
            />
          )}
        </>
      )}
    </section>
  );
}
