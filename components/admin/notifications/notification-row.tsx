import { useFormatter, useTranslations } from "next-intl";
import { NotificationConnection } from "@/components/admin/notifications/notification-connection";
import { NotificationOutcome } from "@/components/admin/notifications/notification-outcome";
import { useTypeName } from "@/components/admin/notifications/notification-type";
import { notificationPath } from "@/components/admin/notifications/paths";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import type { ListedNotification } from "@/lib/notifications/list";

type NotificationRowProps = { notification: ListedNotification; canSelect: boolean };

/** One row of the list, in one line: when, what, whose, and what became of it. Its page has the ids. */
export function NotificationRow({ notification, canSelect }: NotificationRowProps) {
  const t = useTranslations("admin.notifications");
  const format = useFormatter();
  const typeName = useTypeName();
  const { id, type, receiptId, deliveries, firstReceivedAt, state, error } = notification;
  const time = format.dateTime(firstReceivedAt, "staffSecond");
  return (
    <li>
      {canSelect && (
        <label className="box">
          <span className="sr-only">
            {t("select", { type: typeName(type), time })}
            {receiptId && `, ${t("receipt", { id: receiptId })}`}
          </span>
          <input type="checkbox" name="id" value={id} />
        </label>
      )}
      <span className="quiet">
        <StaffTime at={firstReceivedAt} to="second" />
      </span>
      <Link href={notificationPath(id)} className="main">
        {typeName(type)}
        <span className="sr-only">, {time}</span>
      </Link>
      <NotificationConnection notification={notification} />
      <span>
        <NotificationOutcome notification={notification} />
        {deliveries > 1 && (
          <span className="quiet">
            {" "}
            <span aria-hidden>×{deliveries}</span>
            <span className="sr-only">{t("deliveries", { count: deliveries })}</span>
          </span>
        )}
      </span>
      {error && state !== "DONE" && <p className="below quiet">{error}</p>}
    </li>
  );
}
