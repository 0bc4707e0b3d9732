import { getNow, getTranslations } from "next-intl/server";
import { HealthBadge } from "@/components/connections/health-badge";
import { ScopeNames } from "@/components/connections/scope-names";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import type { listConnectionsForMerchant } from "@/lib/connections/list-for-merchant";
import { merchantConnectionPath } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";

type ListedConnection = Awaited<ReturnType<typeof listConnectionsForMerchant>>[number];

/** A connection in the list: a link to its page. */
export async function ConnectionCard({ connection }: { connection: ListedConnection }) {
  const t = await getTranslations("connections");
  const format = await getFormatter();
  const now = await getNow();
  const { lastNotificationAt } = connection;
  return (
    <Link
      href={merchantConnectionPath(connection.receiptheroId)}
      className="group flex items-center gap-4 rounded-xl border border-line bg-surface px-5 py-4 transition-colors hover:border-accent focus-visible:rounded-xl sm:px-6"
    >
      <span className="min-w-0 grow">
        <span className="wrap-anywhere flex flex-col items-start justify-between gap-x-4 gap-y-1 min-[24rem]:flex-row min-[24rem]:items-baseline">
          <span className="font-semibold text-lg">{connection.label}</span>
          <HealthBadge health={connection.health} />
        </span>
        <span className="mt-1 flex flex-wrap gap-x-4 text-muted text-sm">
          <ScopeNames scopes={connection.scopes} />
          {lastNotificationAt ? (
            <span title={format.dateTime(lastNotificationAt, "moment")}>
              {t("lastReceipt", { ago: format.relativeTime(lastNotificationAt, now) })}
            </span>
          ) : (
            <span>{t("noReceipt")}</span>
          )}
        </span>
      </span>
      <Icon name="chevron-right" className="size-5 shrink-0 text-muted group-hover:text-accent" />
    </Link>
  );
}
