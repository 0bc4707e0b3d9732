import { useTranslations } from "next-intl";
import { NotificationOutcome } from "@/components/admin/notifications/notification-outcome";
import { useTypeName } from "@/components/admin/notifications/notification-type";
import { notificationPath } from "@/components/admin/notifications/paths";
import { Link } from "@/components/ui/link";
import type { ConnectionNotification } from "@/lib/notifications/list-for-connection";

/** A notification about a connection, as a link to its page. */
export function NotificationEntry({ notification }: { notification: ConnectionNotification }) {
  const t = useTranslations("admin.notifications");
  const typeName = useTypeName();
  const { id, type, deliveries } = notification;
  return (
    <>
      <p>
        <Link href={notificationPath(id)} className="underline-offset-4 hover:text-accent hover:underline">
          {typeName(type)}
        </Link>
      </p>
      <p className="text-muted text-sm">
        <NotificationOutcome notification={notification} />
        {deliveries > 1 && ` · ${t("deliveries", { count: deliveries })}`}
      </p>
    </>
  );
}
