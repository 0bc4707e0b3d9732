import { getTranslations } from "next-intl/server";
import { HealthBadge } from "@/components/connections/health-badge";
import { Link } from "@/components/ui/link";
import { getFormatter } from "@/lib/i18n/formatter";
import type { ConnectionHealth } from "@/prisma/generated/enums";

const HEALTHS = ["healthy", "quiet", "overdue", "unauthorized", "disconnecting", "disconnected"] as const;

/** The number of active connections in total and of each health, with links to the list. */
export async function HealthCounts({ counts }: { counts: Record<ConnectionHealth, number> }) {
  const t = await getTranslations("admin.overview.counts");
  const format = await getFormatter();
  const active = counts.healthy + counts.quiet + counts.overdue + counts.unauthorized;
  return (
    <section aria-label={t("title")}>
      <ul className="tiles">
        <li>
          <Link href="/admin/connections?status=ACTIVE">
            {t("active")}
            <b>{format.number(active)}</b>
            <small>{t("activeHint")}</small>
          </Link>
        </li>
        {HEALTHS.map((health) => (
          <li key={health}>
            <Link href={`/admin/connections?health=${health}`}>
              <HealthBadge health={health} />
              <b>{format.number(counts[health])}</b>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
