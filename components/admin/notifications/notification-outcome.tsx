import { useTranslations } from "next-intl";
import { type Mark, StateMark } from "@/components/ui/state-mark";
import type { ListedNotification } from "@/lib/notifications/list";
import { isNotificationResult } from "@/lib/notifications/results";
import type { NotificationState } from "@/prisma/generated/enums";

/** The mark of each state. */
export const NOTIFICATION_MARK: Record<NotificationState, Mark> = {
  DONE: { shape: "disc", tone: "good" },
  PENDING: { shape: "dashed", tone: "good" },
  WAITING: { shape: "half", tone: "muted" },
  FAILED: { shape: "triangle", tone: "bad" },
};

type NotificationOutcomeProps = { notification: Pick<ListedNotification, "state" | "result"> };

/** The state of a notification in a few words. States differ in shape as well as in colour. */
export function NotificationOutcome({ notification: { state, result } }: NotificationOutcomeProps) {
  const t = useTranslations("admin.notifications");
  return (
    <span className={`inline-flex items-baseline gap-2 ${state === "FAILED" ? "text-alert" : ""}`}>
      <StateMark mark={NOTIFICATION_MARK[state]} />
      {state === "DONE" && isNotificationResult(result) ? t(`result.${result}`) : t(`state.${state}`)}
    </span>
  );
}
