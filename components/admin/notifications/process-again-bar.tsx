import { useTranslations } from "next-intl";
import { ProcessAgainButton } from "@/components/admin/notifications/process-again-button";
import { MAX_COUNT } from "@/lib/notifications/count";
import type { NotificationFilter } from "@/lib/notifications/filter";

type ProcessAgainBarProps = {
  filter: NotificationFilter;
  /** How many failed notifications match the filter, up to one more than `MAX_COUNT`. */
  count: number;
};

/** The buttons to retry failed notifications: the selected ones, or all that match the filter. */
export function ProcessAgainBar({ filter, count }: ProcessAgainBarProps) {
  const t = useTranslations("admin.inbox.again");
  return (
    <div id="process-again" className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-3">
      {Object.entries(filter).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <ProcessAgainButton which="ticked" look="primary" pendingText={t("pending")}>
        {t("ticked")}
      </ProcessAgainButton>
      <ProcessAgainButton which="all" look="secondary" pendingText={t("pending")}>
        {count > MAX_COUNT ? t("allMany", { count: MAX_COUNT }) : t("all", { count })}
      </ProcessAgainButton>
      <p className="text-muted text-sm">{t("why")}</p>
    </div>
  );
}
