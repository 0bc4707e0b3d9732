import { useTranslations } from "next-intl";
import { ProblemText } from "@/components/admin/outgoing-receipts/problem-text";
import { StateBadge } from "@/components/admin/outgoing-receipts/state-badge";
import { SEND_RETRY_HOURS, UNSENT_RECEIPT_DAYS } from "@/lib/lifetimes";
import { publicStateOf } from "@/lib/outgoing-receipts/filter";
import type { StaffReceipt } from "@/lib/outgoing-receipts/get-for-staff";

/** The state of a receipt, what it means, why it came about, and ReceiptHero's errors. */
export function Explanation({ receipt }: { receipt: StaffReceipt }) {
  const t = useTranslations("admin.outgoingReceipts");
  const { state, problem, errors, isStored } = receipt;
  const shown = publicStateOf(state);
  const isErased = !isStored && (shown === "failed" || shown === "in_doubt");
  return (
    <>
      <p className="font-medium">
        <StateBadge state={state} />
      </p>
      {problem && state !== "SENT" && (
        <p className="mt-1.5">
          <ProblemText problem={problem} />
        </p>
      )}
      <p className="mt-1.5 max-w-prose">
        {t(`explanation.${shown === "queued" && problem ? "retrying" : shown}`, { hours: SEND_RETRY_HOURS })}
      </p>
      {isErased && <p className="mt-1.5 max-w-prose">{t("explanation.erased", { days: UNSENT_RECEIPT_DAYS })}</p>}
      {errors.length > 0 && (
        <>
          <h3 className="mt-5 font-medium">{t("details.errors")}</h3>
          <ul className="mt-1.5 grid list-disc gap-1 wrap-anywhere pl-5">
            {errors.map(({ error, description }) => (
              <li key={`${error} ${description}`}>
                {error && <code className="font-mono text-sm">{error}</code>} {description}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
