import { getTranslations } from "next-intl/server";
import { FunnelStages } from "@/components/admin/overview/funnel-stages";
import { Link } from "@/components/ui/link";
import { getFormatter } from "@/lib/i18n/formatter";
import type { InvitationFunnel as Numbers } from "@/lib/overview/invitation-funnel";

/** How far the invitations of a period have come, and which of all are stuck. Nothing while nobody was invited. */
export async function InvitationFunnel({ funnel }: { funnel: Numbers }) {
  const { invited, stuck } = funnel;
  if (invited === 0 && stuck.length === 0) return null;
  const t = await getTranslations("admin.overview.invitations");
  const states = await getTranslations("admin.invitations.stateOf");
  const format = await getFormatter();
  return (
    <section aria-labelledby="invitations" className="mt-5 rounded-xl border border-line bg-surface p-5">
      <h3 id="invitations" className="font-semibold">
        {t("title")}
      </h3>
      <div className="mt-4 grid grid-cols-1 gap-x-10 gap-y-6 lg:grid-cols-2">
        {invited === 0 ? (
          <p className="text-muted">{t("empty")}</p>
        ) : (
          <FunnelStages
            label={t("title")}
            stages={(["invited", "opened", "connected"] as const).map((stage) => ({
              text: t(stage),
              count: funnel[stage],
            }))}
          />
        )}
        <div>
          <h4 id="invitations-stuck" className="font-medium">
            {t("stuckTitle")}
          </h4>
          {stuck.length === 0 ? (
            <p className="mt-2 text-muted">{t("stuckNone")}</p>
          ) : (
            <ul aria-labelledby="invitations-stuck" className="mt-2 divide-y divide-line">
              {stuck.map(({ state, count }) => (
                <li key={state} className="py-3">
                  <p className="flex items-baseline justify-between gap-4">
                    <Link
                      href={`/admin/invitations?state=${state}`}
                      className="underline-offset-4 hover:text-accent hover:underline"
                    >
                      {states(state)}
                    </Link>
                    <span className="font-semibold tabular-nums">{format.number(count)}</span>
                  </p>
                  <p className="mt-0.5 max-w-prose text-muted text-sm">{t(`stuck.${state}`)}</p>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </section>
  );
}
