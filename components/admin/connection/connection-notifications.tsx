import Link from "next/link";
import { useTranslations } from "next-intl";
import { Panel } from "@/components/admin/panel";
import { When } from "@/components/admin/when";
import type { ConnectionNotification } from "@/lib/admin/connection-notifications";

type ConnectionNotificationsProps = { receiptheroId: string; notifications: ConnectionNotification[] };

/** The newest notifications about a connection. */
export function ConnectionNotifications({ receiptheroId, notifications }: ConnectionNotificationsProps) {
  const t = useTranslations("admin.connection.notifications");
  const all = (
    <Link
      href={`/admin/notifications?${new URLSearchParams({ q: receiptheroId })}`}
      className="py-0.5 text-sm underline underline-offset-4 hover:text-accent"
    >
      {t("all")}
    </Link>
  );
  return (
    <Panel id="notifications" title={t("title")} aside={all}>
      {notifications.length === 0 ? (
        <p className="text-muted">{t("none")}</p>
      ) : (
        <ul className="divide-y divide-line">
          {notifications.map((notification) => (
            <li
              key={notification.id}
              className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0"
            >
              <span>
                <code className="wrap-anywhere font-mono text-sm">{notification.type}</code>
                <span className="block text-muted text-sm">
                  {t("deliveries", { count: notification.deliveries })} ·{" "}
                  <span className={notification.state === "FAILED" ? "text-alert" : ""}>
                    {t(`state.${notification.state}`)}
                  </span>
                </span>
              </span>
              <span className="text-muted text-sm">
                <When at={notification.firstReceivedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
