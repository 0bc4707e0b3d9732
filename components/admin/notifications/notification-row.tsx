import { useFormatter, useTranslations } from "next-intl";
import { NotificationConnection } from "@/components/admin/notifications/notification-connection";
import { NotificationOutcome } from "@/components/admin/notifications/notification-outcome";
import { useTypeName } from "@/components/admin/notifications/notification-type";
import { notificationPath } from "@/components/admin/notifications/paths";
import { UtcTime } from "@/components/admin/shared/utc-time";
import { Link } from "@/components/ui/link";
import type { ListedNotification } from "@/lib/notifications/list";

type NotificationRowProps = { notification: ListedNotification; canSelect: boolean };

/** One row of the list. */
export function NotificationRow({ notification, canSelect }: NotificationRowProps) {
  const t = useTranslations("admin.notifications");
  const format = useFormatter();
  const typeName = useTypeName();
  const { id, type, receiptId, deliveries, firstReceivedAt, state, error } = notification;
  const time = format.dateTime(firstReceivedAt, "utcSecond");
  return (
    <li className="flex gap-2 py-3 pr-4 pl-4 sm:pr-5 sm:pl-5">
      {canSelect && (
        <label className="-mt-2.5 -mb-1 -ml-2.5 flex size-11 shrink-0 items-center justify-center">
          <span className="sr-only">{t("select", { type: typeName(type), time })}</span>
          <input type="checkbox" name="id" value={id} />
        </label>
      )}
      <div className="wrap-anywhere grid min-w-0 grow gap-x-6 gap-y-1.5 md:grid-cols-[minmax(0,1.1fr)_minmax(0,1.3fr)_minmax(0,1fr)]">
        <div>
          <Link
            href={notificationPath(id)}
            className="inline-flex min-h-6 items-center font-medium underline-offset-4 hover:text-accent hover:underline"
          >
            {typeName(type)}
            <span className="sr-only">, {time}</span>
          </Link>
          {receiptId && <p className="text-muted text-xs">{t("receipt", { id: receiptId })}</p>}
        </div>
        <div>
          <NotificationConnection notification={notification} />
        </div>
        <div className="text-sm">
          <NotificationOutcome notification={notification} />
          <p className="text-muted">
            <UtcTime at={firstReceivedAt} to="second" />, {t("deliveries", { count: deliveries })}
          </p>
          {error && state !== "DONE" && <p className="text-muted">{error}</p>}
        </div>
      </div>
    </li>
  );
}
