import { useTranslations } from "next-intl";
import { notificationsPath } from "@/components/admin/notifications/paths";
import { StateTabs } from "@/components/admin/shared/state-tabs";
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
  const tabs = STATES.map((state) => ({
    state,
    name: t(`state.${state}`),
    href: notificationsPath({ ...filter, state: state === "all" ? null : state }),
    count: counts?.[state] ?? 0,
    isAlarming: state === "FAILED",
  }));
  return <StateTabs label={t("states")} tabs={tabs} current={filter.state ?? "all"} maxCount={MAX_COUNT} />;
}
