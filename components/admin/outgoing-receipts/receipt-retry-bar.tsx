import { useTranslations } from "next-intl";
import { RetryButton } from "@/components/admin/shared/retry-button";
import { MAX_COUNT } from "@/lib/outgoing-receipts/count";
import type { StaffFilter } from "@/lib/outgoing-receipts/list";

type ReceiptRetryBarProps = {
  filter: StaffFilter;
  /** How many failed receipts match, up to one more than `MAX_COUNT`; null when there is a search. */
  count: number | null;
};

/** The buttons to retry failed receipts: the selected ones, or all that match the filter. */
export function ReceiptRetryBar({ filter, count }: ReceiptRetryBarProps) {
  const t = useTranslations("admin.outgoingReceipts.retry");
  const all = () => {
    if (count === null) return t("allMatching");
    return count > MAX_COUNT ? t("allMany", { count: MAX_COUNT }) : t("all", { count });
  };
  return (
    <div id="retry" className="mt-6 flex flex-wrap items-center gap-x-4 gap-y-3">
      {filter.q && <input type="hidden" name="q" value={filter.q} />}
      <RetryButton which="ticked" look="primary" pendingText={t("pending")}>
        {t("ticked")}
      </RetryButton>
      <RetryButton which="all" look="secondary" pendingText={t("pending")}>
        {all()}
      </RetryButton>
      <p className="text-muted text-sm">{t("why")}</p>
    </div>
  );
}
