import { useTranslations } from "next-intl";
import { RetryButton } from "@/components/admin/shared/retry-button";
import { MAX_COUNT } from "@/lib/notifications/count";
import type { NotificationFilter } from "@/lib/notifications/filter";

type RetryBarProps = {
  filter: NotificationFilter;
  /** How many failed notifications match the filter, up to one more than `MAX_COUNT`. */
  count: number;
};

/** The buttons to retry failed notifications: the selected ones, or all that match the filter. */
export function RetryBar({ filter, count }: RetryBarProps) {
  const t = useTranslations("admin.notifications.retry");
  return (
    <div id="retry" className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-3">
      {Object.entries(filter).map(
        ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
      )}
      <RetryButton which="ticked" look="primary" pendingText={t("pending")}>
        {t("ticked")}
      </RetryButton>
      <RetryButton which="all" look="secondary" pendingText={t("pending")}>
        {count > MAX_COUNT ? t("allMany", { count: MAX_COUNT }) : t("all", { count })}
      </RetryButton>
      <p className="text-muted text-sm">{t("why")}</p>
    </div>
  );
}
