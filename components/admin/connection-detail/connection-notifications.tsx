import { useTranslations } from "next-intl";
import { NotificationOutcome } from "@/components/admin/notifications/notification-outcome";
import { useTypeName } from "@/components/admin/notifications/notification-type";
import { notificationPath, notificationsPath } from "@/components/admin/notifications/paths";
import { Panel } from "@/components/admin/shared/panel";
import { UtcTime } from "@/components/admin/shared/utc-time";
import { Link } from "@/components/ui/link";
import type { ConnectionNotification } from "@/lib/notifications/list-for-connection";

type ConnectionNotificationsProps = { receiptheroId: string; notifications: ConnectionNotification[] };

/** The newest notifications about a connection. */
export function ConnectionNotifications({ receiptheroId, notifications }: ConnectionNotificationsProps) {
  const t = useTranslations("admin.connection.notifications");
  const texts = useTranslations("admin.notifications");
  const typeName = useTypeName();
  const all = (
    <Link
      href={notificationsPath({ q: receiptheroId })}
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
              className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0"
            >
              <span className="min-w-0">
                <Link
                  href={notificationPath(notification.id)}
                  className="wrap-anywhere underline-offset-4 hover:text-accent hover:underline"
                >
                  {typeName(notification.type)}
                </Link>
                <span className="block text-muted text-sm">
                  <NotificationOutcome notification={notification} />
                  {" · "}
                  {texts("deliveries", { count: notification.deliveries })}
                </span>
              </span>
              <span className="text-muted text-sm">
                <UtcTime at={notification.firstReceivedAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
