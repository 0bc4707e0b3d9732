import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { NotificationFilterForm } from "@/components/admin/notifications/filter";
import { toLines } from "@/components/admin/notifications/lines";
import { NotificationRows } from "@/components/admin/notifications/notification-rows";
import { NotificationPager } from "@/components/admin/notifications/pager";
import { RetryBar } from "@/components/admin/notifications/retry-bar";
import { RetryNotice } from "@/components/admin/notifications/retry-notice";
import { NotificationStateTabs } from "@/components/admin/notifications/state-tabs";
import { FilterProblems } from "@/components/admin/shared/filter-problems";
import { Form } from "@/components/ui/form";
import { Notice } from "@/components/ui/notice";
import { requireStaff } from "@/lib/auth/sessions/current-user";
import { env } from "@/lib/env";
import { countNotifications, countUnfinished } from "@/lib/notifications/count";
import { MAX_CONNECTIONS } from "@/lib/notifications/filter";
import { listNotifications } from "@/lib/notifications/list";
import { isAdmin } from "@/lib/principal";
import { retryFailedAction } from "./actions";
import { readQuery } from "./query";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.notifications");
  return { title: t("title") };
}

export default async function NotificationsPage({ searchParams }: PageProps<"/admin/notifications">) {
  const query = await searchParams;
  const staff = await requireStaff();
  const { filter, position, isRefused } = readQuery(query);
  const isNarrowed = Boolean(filter.type || filter.from || filter.to || filter.q);
  const canProcess = isAdmin(staff) && filter.state === "FAILED";
  const [page, counts, failed] = await Promise.all([
    listNotifications(staff, filter, position),
    isNarrowed ? null : countUnfinished(staff),
    canProcess && isNarrowed ? countNotifications(staff, filter) : null,
  ]);
  const t = await getTranslations("admin.notifications");
  const rows = (
    <NotificationRows label={t("list")} canSelect={canProcess} rows={await toLines(page.notifications, canProcess)} />
  );
  const isBeyond = position.after !== null || position.before !== null;
  const nothing = isNarrowed || isBeyond ? "nothing" : filter.state ? (`none.${filter.state}` as const) : "empty";
  return (
    <>
      <h1 className="font-semibold text-3xl tracking-tight">{t("title")}</h1>
      <p className="mt-1.5 text-muted">{t("lead")}</p>
      <div className="mt-6 grid gap-3 empty:hidden">
        <RetryNotice outcome={query.retried} />
        {page.areMoreConnections && <Notice kind="good">{t("manyConnections", { count: MAX_CONNECTIONS })}</Notice>}
      </div>
      <FilterProblems isRefused={isRefused} from={filter.from} to={filter.to} />
      <NotificationStateTabs filter={filter} counts={counts} />
      <NotificationFilterForm filter={filter} isNarrowed={isNarrowed} />
      {page.notifications.length === 0 ? (
        <div className="mt-6 rounded-xl border border-line bg-surface px-6 py-14 text-center">
          <h2 className="font-semibold text-lg">{t(`${nothing}.title`)}</h2>
          <p className="wrap-anywhere mt-1.5 text-muted">
            {t(`${nothing}.body`, { url: `${env().APP_URL}/api/receipthero/webhook` })}
          </p>
        </div>
      ) : canProcess ? (
        <Form action={retryFailedAction}>
          <RetryBar filter={filter} count={failed ?? counts?.FAILED ?? 0} />
          {rows}
        </Form>
      ) : (
        rows
      )}
      <NotificationPager filter={filter} page={page} isNewest={!position.after && !position.before} />
    </>
  );
}
