import { useTranslations } from "next-intl";
import type { ListedNotification } from "@/lib/notifications/list";
import { isNotificationResult } from "@/lib/notifications/results";
import type { NotificationState } from "@/prisma/generated/enums";

const DOT: Record<NotificationState, string> = {
  DONE: "bg-accent",
  PENDING: "border-2 border-accent",
  WAITING: "border-2 border-field",
  FAILED: "bg-alert",
};

type NotificationOutcomeProps = { notification: Pick<ListedNotification, "state" | "result"> };

/** The state of a notification in a few words. States differ in shape as well as in colour. */
export function NotificationOutcome({ notification: { state, result } }: NotificationOutcomeProps) {
  const t = useTranslations("admin.notifications");
  return (
    <span className={`inline-flex items-baseline gap-2 ${state === "FAILED" ? "text-alert" : ""}`}>
      <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${DOT[state]}`} />
      {state === "DONE" && isNotificationResult(result) ? t(`result.${result}`) : t(`state.${state}`)}
    </span>
  );
}
