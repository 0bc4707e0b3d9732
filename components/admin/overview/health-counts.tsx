import { getTranslations } from "next-intl/server";
import { HealthBadge } from "@/components/connections/health-badge";
import { Link } from "@/components/ui/link";
import { getFormatter } from "@/lib/i18n/formatter";
import type { ConnectionHealth } from "@/prisma/generated/enums";

const HEALTHS = ["healthy", "quiet", "overdue", "unauthorized", "disconnecting", "disconnected"] as const;

const ENTRY =
  "flex h-full flex-col gap-1 bg-surface px-4 py-4 sm:px-5 hover:bg-accent-soft focus-visible:-outline-offset-2";

/** The number of active connections in total and of each health, with links to the list. */
export async function HealthCounts({ counts }: { counts: Record<ConnectionHealth, number> }) {
  const t = await getTranslations("admin.overview.counts");
  const format = await getFormatter();
  const active = counts.healthy + counts.quiet + counts.overdue + counts.unauthorized;
  return (
    <section aria-label={t("title")} className="mt-8">
      <ul className="grid grid-cols-1 gap-px overflow-hidden rounded-xl border border-line bg-line min-[24rem]:grid-cols-2 lg:grid-cols-[1.4fr_repeat(6,1fr)]">
        <li className="min-[24rem]:col-span-2 lg:col-span-1">
          <Link href="/admin/connections?status=ACTIVE" className={ENTRY}>
            <span className="text-muted text-sm">{t("active")}</span>
            <span className="font-semibold text-3xl tabular-nums tracking-tight">{format.number(active)}</span>
            <span className="text-muted text-xs">{t("activeHint")}</span>
          </Link>
        </li>
        {HEALTHS.map((health) => (
          <li key={health}>
            <Link href={`/admin/connections?health=${health}`} className={ENTRY}>
              <span className="text-muted [&>.badge]:text-balance [&>.badge]:whitespace-normal">
                <HealthBadge health={health} />
              </span>
              <span className="mt-auto font-semibold text-2xl tabular-nums tracking-tight">
                {format.number(counts[health])}
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
