import { useFormatter, useTranslations } from "next-intl";
import type { EventDeliveryState } from "@/prisma/generated/enums";

const NAMES = { PENDING: "waiting", DELIVERED: "delivered", FAILED: "failed" } as const;

const DOT: Record<EventDeliveryState, string> = {
  PENDING: "border-2 border-accent",
  DELIVERED: "bg-accent",
  FAILED: "bg-alert",
};

type DeliveryStateProps = { delivery: { state: EventDeliveryState; nextAttemptAt: Date; isOff: boolean } };

/** The state of a delivery in words, and when it is tried next. States differ in shape as well as in colour. */
export function DeliveryState({ delivery: { state, nextAttemptAt, isOff } }: DeliveryStateProps) {
  const t = useTranslations("admin.webhooks.deliveries");
  const format = useFormatter();
  const next = isOff ? t("held") : t("next", { date: format.dateTime(nextAttemptAt, "utcSecond") });
  return (
    <>
      <span className={`inline-flex items-baseline gap-2 ${state === "FAILED" ? "text-alert" : ""}`}>
        <span aria-hidden="true" className={`size-2.5 shrink-0 rounded-full ${DOT[state]}`} />
        {t(NAMES[state])}
      </span>
      {state === "PENDING" && <span className="block text-muted">{next}</span>}
    </>
  );
}
