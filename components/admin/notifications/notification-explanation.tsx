import { useTranslations } from "next-intl";
import { NotificationOutcome } from "@/components/admin/notifications/notification-outcome";
import type { NotificationDetails } from "@/lib/notifications/get";
import { isNotificationResult } from "@/lib/notifications/results";

/** The state of a notification, and the reason. */
export function NotificationExplanation({ notification }: { notification: NotificationDetails }) {
  const t = useTranslations("admin.notifications");
  const { state, result, attempts } = notification;
  const why = () => {
    if (isNotificationResult(result) && state === "DONE") return t(`resultWhy.${result}`);
    if (state === "DONE") return t("unknownResult", { result: result ?? "" });
    return t(`stateWhy.${state === "PENDING" && attempts > 0 ? "RETRYING" : state}`, { attempts });
  };
  return (
    <>
      <p className="font-medium">
        <NotificationOutcome notification={notification} />
      </p>
      <p className="mt-1.5 max-w-prose">{why()}</p>
    </>
  );
}
