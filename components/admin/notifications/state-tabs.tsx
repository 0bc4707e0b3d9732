import { useFormatter, useTranslations } from "next-intl";
import { LinkProgress } from "@/components/admin/notifications/link-progress";
import { notificationsPath } from "@/components/admin/notifications/paths";
import { Link } from "@/components/ui/link";
import { MAX_COUNT } from "@/lib/notifications/count";
import type { NotificationFilter } from "@/lib/notifications/filter";

const STATES = ["all", "PENDING", "WAITING", "FAILED", "DONE"] as const;

type NotificationStateTabsProps = {
  filter: NotificationFilter;
  /** The number of notifications in each state; null when there is another filter. */
  counts: Partial<Record<string, number>> | null;
};

/** The states, each with a link to its notifications. */
export function NotificationStateTabs({ filter, counts }: NotificationStateTabsProps) {
  const t = useTranslations("admin.notifications");
  const format = useFormatter();
  const chosen = filter.state ?? "all";
  return (
    <nav aria-label={t("states")} className="mt-7 flex flex-wrap gap-x-1 border-line sm:border-b">
      {STATES.map((state) => {
        const count = counts?.[state] ?? 0;
        return (
          <Link
            key={state}
            href={notificationsPath({ ...filter, state: state === "all" ? null : state })}
            aria-current={state === chosen ? "page" : undefined}
            className="-mb-px flex min-h-11 items-center gap-1.5 border-transparent border-b-2 px-3 text-muted hover:text-ink aria-[current]:border-accent aria-[current]:font-medium aria-[current]:text-ink"
          >
            {t(`state.${state}`)}
            {count > 0 && (
              <span className={`text-sm tabular-nums ${state === "FAILED" ? "text-alert" : ""}`}>
                {count > MAX_COUNT ? t("more", { count: MAX_COUNT }) : format.number(count)}
              </span>
            )}
            <LinkProgress />
          </Link>
        );
      })}
    </nav>
  );
}
