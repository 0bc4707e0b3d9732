import { useFormatter, useTranslations } from "next-intl";
import { outgoingReceiptPath } from "@/components/admin/outgoing-receipts/paths";
import { ProblemText } from "@/components/admin/outgoing-receipts/problem-text";
import { Recipient } from "@/components/admin/outgoing-receipts/recipient";
import { StateBadge } from "@/components/admin/outgoing-receipts/state-badge";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import type { ListedOutgoingReceipt } from "@/lib/outgoing-receipts/list";

type ReceiptRowProps = { receipt: ListedOutgoingReceipt; canSelect: boolean };

/** One row of the list. */
export function ReceiptRow({ receipt, canSelect }: ReceiptRowProps) {
  const t = useTranslations("admin.outgoingReceipts");
  const format = useFormatter();
  const { id, createdAt, state, problem, attempts } = receipt;
  return (
    <li className="flex gap-2 py-3 pr-4 pl-4 sm:pr-5 sm:pl-5">
      {canSelect && (
        <label className="-mt-2.5 -mb-1 -ml-2.5 flex size-11 shrink-0 items-center justify-center">
          <span className="sr-only">{t("select", { time: format.dateTime(createdAt, "staffSecond") })}</span>
          <input type="checkbox" name="id" value={id} />
        </label>
      )}
      <div className="wrap-anywhere grid min-w-0 grow gap-x-6 gap-y-1.5 md:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)_minmax(0,1.4fr)]">
        <div>
          <Link
            href={outgoingReceiptPath(id)}
            className="inline-flex min-h-6 items-center font-medium underline-offset-4 hover:text-accent hover:underline"
          >
            <StaffTime at={createdAt} to="second" />
          </Link>
        </div>
        <div>
          <Recipient receipt={receipt} />
        </div>
        <div className="text-sm">
          <StateBadge state={state} />
          {state !== "SENT" && problem && (
            <p className="text-muted">
              <ProblemText problem={problem} />
            </p>
          )}
          <p className="text-muted">{t("attempts", { count: attempts })}</p>
        </div>
      </div>
    </li>
  );
}
