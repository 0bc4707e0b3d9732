import { getNow, getTranslations } from "next-intl/server";
import { NOTIFICATION_MARK } from "@/components/admin/notifications/notification-outcome";
import type { NotificationLine } from "@/components/admin/notifications/notification-rows";
import { DOT } from "@/components/admin/shared/dot";
import type { Part } from "@/components/admin/shared/row-parts";
import { rowSecond } from "@/components/admin/shared/row-time";
import { connectionPath } from "@/lib/http/paths";
import { getFormatter } from "@/lib/i18n/formatter";
import { readFailure } from "@/lib/notifications/failures";
import type { ListedNotification } from "@/lib/notifications/list";
import { isNotificationResult } from "@/lib/notifications/results";
import { isKnownType } from "@/lib/receipthero/notification";

/** Formats the rows of a page on the server, once. */
export async function toLines(notifications: ListedNotification[], canSelect: boolean): Promise<NotificationLine[]> {
  const t = await getTranslations("admin.notifications");
  const format = await getFormatter();
  const now = await getNow();
  return notifications.map((notification) => {
    const { id, type, receiptId, deliveries, firstReceivedAt, state, result, error } = notification;
    const name = isKnownType(type) ? t(`type.${type}`) : type;
    const words = rowSecond(format, firstReceivedAt, now);
    const receipt = receiptId ? `, ${t("receipt", { id: receiptId })}` : "";
    const { shape, tone } = NOTIFICATION_MARK[state];
    const more = {
      ...(canSelect && { select: t("select", { type: name, time: words }) + receipt }),
      ...(state === "FAILED" && { isBad: true }),
      ...(deliveries > 1 && { deliveries: [deliveries, t("deliveries", { count: deliveries })] as [number, string] }),
      ...(error && state !== "DONE" && { failure: t(`failure.${readFailure(error).failure}`) }),
    };
    const line: NotificationLine = [
      id,
      words,
      format.dateTime(firstReceivedAt, "staffSecond"),
      name,
      connectionOf(notification, t("strangers"), t("noLabel")),
      `${shape} ${tone}`,
      state === "DONE" && isNotificationResult(result) ? t(`result.${result}`) : t(`state.${state}`),
    ];
    if (Object.keys(more).length > 0) line.push(more);
    return line;
  });
}

/** The connection as a link. Of one that is not known here, only the notification's page has the id. */
function connectionOf(notification: ListedNotification, stranger: string, noLabel: string): Part {
  const { receiptheroId, label, business } = notification;
  if (business === null) return { text: stranger, look: "quiet" };
  const names = [business, label].filter((name, index) => name && (index === 0 || name !== business));
  return { to: connectionPath(receiptheroId), text: names.join(DOT) || noLabel };
}
