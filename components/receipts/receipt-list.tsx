import { getTranslations } from "next-intl/server";
import { LinkLoadingText } from "@/components/receipts/link-loading-text";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { type Mark, StateMark } from "@/components/ui/state-mark";
import { getFormatter } from "@/lib/i18n/formatter";
import type { ListedReceipt } from "@/lib/receipts/list";
import type { ReceiptState } from "@/lib/receipts/state";

/** States differ in shape as well as in colour. */
const MARK: Record<ReceiptState, Mark> = {
  announced: { shape: "dashed", tone: "muted" },
  overdue: { shape: "triangle", tone: "bad" },
  ready: { shape: "disc", tone: "good" },
  read: { shape: "ring", tone: "good" },
  refused: { shape: "diamond", tone: "bad" },
};

type ReceiptListProps = {
  receipts: ListedReceipt[];
  /** The path that contains the page of each receipt. */
  path: `/connections/${string}/receipts`;
  /** Whether the connection allows opening receipts. */
  canOpen: boolean;
};

/** Receipts with shop, state and time. Those that can be opened are links. */
export async function ReceiptList({ receipts, path, canOpen }: ReceiptListProps) {
  const t = await getTranslations("receipts");
  const format = await getFormatter();
  const row = "flex min-h-17 items-center gap-4 px-5 py-3";
  return (
    <ul aria-label={t("title")} className="divide-y divide-line rounded-xl border border-line bg-surface">
      {receipts.map(({ receiptId, shopName, firstSeenAt, state }) => {
        const words = (
          <span className="min-w-0 grow">
            <span className="wrap-anywhere block font-medium">
              {shopName === null ? (
                t("unnamedOf", { date: format.dateTime(firstSeenAt, "short") })
              ) : (
                <bdi>{shopName}</bdi>
              )}
            </span>
            <span className="mt-0.5 flex flex-col gap-x-4 text-muted text-sm sm:flex-row">
              <span className="inline-flex items-center gap-2">
                <StateMark mark={MARK[state]} />
                {t(`state.${state}`)}
              </span>
              <time dateTime={firstSeenAt.toISOString()}>{format.dateTime(firstSeenAt, "moment")}</time>
            </span>
          </span>
        );
        const isOpenable = canOpen && state !== "announced" && state !== "overdue";
        return (
          <li key={receiptId}>
            {isOpenable ? (
              <Link
                href={`${path}/${encodeURIComponent(receiptId)}`}
                className={`group rounded-xl hover:text-accent focus-visible:rounded-xl ${row}`}
              >
                {words}
                <LinkLoadingText text={t("opening")} />
                <Icon name="chevron-right" className="size-5 shrink-0 text-muted group-hover:text-accent" />
              </Link>
            ) : (
              <div className={row}>{words}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}
