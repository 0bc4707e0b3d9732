import { useTranslations } from "next-intl";
import { connectSessionsPath } from "@/components/admin/connect-sessions/paths";
import { StateTabs } from "@/components/admin/shared/state-tabs";
import type { SessionFilter } from "@/lib/connect-sessions/list";
import { ConnectSessionStatus } from "@/prisma/generated/enums";

const STATUSES = ["all", ...Object.values(ConnectSessionStatus)] as const;

/** The statuses, each with a link to its sessions. */
export function ConnectSessionStatusTabs({ filter }: { filter: SessionFilter }) {
  const t = useTranslations("admin.connectSessions");
  const tabs = STATUSES.map((state) => ({
    state,
    name: t(`status.${state}`),
    href: connectSessionsPath({ merchant: filter.merchant, status: state === "all" ? null : state }),
    count: 0,
    isAlarming: false,
  }));
  return <StateTabs label={t("statuses")} tabs={tabs} current={filter.status ?? "all"} />;
}
