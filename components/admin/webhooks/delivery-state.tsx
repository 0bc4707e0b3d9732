import { useFormatter, useTranslations } from "next-intl";
import { type Mark, StateMark } from "@/components/ui/state-mark";
import type { EventDeliveryState } from "@/prisma/generated/enums";

const NAMES = { PENDING: "waiting", DELIVERED: "delivered", FAILED: "failed" } as const;

const MARK: Record<EventDeliveryState, Mark> = {
  PENDING: { shape: "dashed", tone: "good" },
  DELIVERED: { shape: "disc", tone: "good" },
  FAILED: { shape: "triangle", tone: "bad" },
};

type DeliveryStateProps = { delivery: { state: EventDeliveryState; nextAttemptAt: Date; isOff: boolean } };

/** The state of a delivery in words, and when it is tried next. States differ in shape as well as in colour. */
export function DeliveryState({ delivery: { state, nextAttemptAt, isOff } }: DeliveryStateProps) {
  const t = useTranslations("admin.webhooks.deliveries");
  const format = useFormatter();
  const next = isOff ? t("held") : t("next", { date: format.dateTime(nextAttemptAt, "staffSecond") });
  return (
    <>
      <span className={`inline-flex items-baseline gap-2 ${state === "FAILED" ? "text-alert" : ""}`}>
        <StateMark mark={MARK[state]} />
        {t(NAMES[state])}
      </span>
      {state === "PENDING" && <span className="block text-muted">{next}</span>}
    </>
  );
}
