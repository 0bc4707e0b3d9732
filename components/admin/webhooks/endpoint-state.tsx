import { useFormatter, useTranslations } from "next-intl";
import { FAILING_DAYS, GONE } from "@/lib/events/deliver/schedule";
import { type Endpoint, MAX_COUNT } from "@/lib/events/endpoints/list";

/** Whether an endpoint gets events, and since when and why it does not. */
export function EndpointState({ endpoint }: { endpoint: Endpoint }) {
  const t = useTranslations("admin.webhooks");
  const format = useFormatter();
  const { disabledAt, failingSince } = endpoint;
  if (disabledAt) {
    return (
      <>
        <span className="text-alert">{t("off", { date: format.dateTime(disabledAt, "staffTime") })}</span>
        <span className="block text-muted text-sm">
          <DisabledReason endpoint={endpoint} />
        </span>
      </>
    );
  }
  if (failingSince) {
    return <span className="text-alert">{t("failing", { date: format.dateTime(failingSince, "staffTime") })}</span>;
  }
  return t("on");
}

/** Why an endpoint is off, in a sentence. A reason that this version does not know is shown as it is stored. */
export function DisabledReason({ endpoint: { disabledReason } }: { endpoint: Endpoint }) {
  const t = useTranslations("admin.webhooks.reason");
  if (disabledReason === "switched_off" || disabledReason === "gone" || disabledReason === "failing") {
    return t(disabledReason, { days: FAILING_DAYS, gone: String(GONE) });
  }
  return disabledReason;
}

/** How many deliveries an endpoint has that wait, or that were given up. */
export function DeliveryCount({ kind, count }: { kind: "waiting" | "failed"; count: number }) {
  const t = useTranslations("admin.webhooks");
  return count < MAX_COUNT ? t(kind, { count }) : t(`${kind}Many`, { count: MAX_COUNT });
}
