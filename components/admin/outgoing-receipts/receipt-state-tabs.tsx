import { useTranslations } from "next-intl";
import { outgoingReceiptsPath } from "@/components/admin/outgoing-receipts/paths";
import { StateTabs } from "@/components/admin/shared/state-tabs";
import { MAX_COUNT, type UnsentCounts } from "@/lib/outgoing-receipts/count";
import { publicStates } from "@/lib/outgoing-receipts/filter";
import type { StaffFilter } from "@/lib/outgoing-receipts/list";

type ReceiptStateTabsProps = { filter: StaffFilter /** Null when there is a search. */; counts: UnsentCounts | null };

/** The states, each with a link to its receipts. */
export function ReceiptStateTabs({ filter, counts }: ReceiptStateTabsProps) {
  const t = useTranslations("admin.outgoingReceipts");
  const countOf: Partial<Record<string, number>> = counts ?? {};
  const tabs = (["all", ...publicStates] as const).map((state) => ({
    state,
    name: t(`state.${state}`),
    href: outgoingReceiptsPath({ q: filter.q, state: state === "all" ? null : state }),
    count: countOf[state] ?? 0,
    isAlarming: state === "failed" || state === "in_doubt",
  }));
  return <StateTabs label={t("states")} tabs={tabs} current={filter.state ?? "all"} maxCount={MAX_COUNT} />;
}
