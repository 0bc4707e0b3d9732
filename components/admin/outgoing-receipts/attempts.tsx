import { useTranslations } from "next-intl";
import { ProblemText } from "@/components/admin/outgoing-receipts/problem-text";
import { StaffTime } from "@/components/admin/shared/staff-time";
import type { StaffReceipt } from "@/lib/outgoing-receipts/get-for-staff";

/** Each attempt to send a receipt, oldest first, and how it ended. */
export function Attempts({ attempts }: { attempts: StaffReceipt["history"] }) {
  const t = useTranslations("admin.outgoingReceipts.details");
  if (attempts.length === 0) return <p className="text-muted">{t("noAttempts")}</p>;
  return (
    <ol className="divide-y divide-line">
      {attempts.map(({ number, startedAt, endedAt, problem, status }) => (
        <li key={number} className="flex flex-wrap justify-between gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0">
          <span className="min-w-0">
            {t("number", { number })}
            <span className="block text-muted text-sm">
              {problem ? <ProblemText problem={problem} /> : t(endedAt ? "taken" : "running")}
              {status !== null && ` ${t("http", { status: String(status) })}`}
            </span>
          </span>
          <span className="text-muted text-sm">
            <StaffTime at={startedAt} to="second" />
          </span>
        </li>
      ))}
    </ol>
  );
}
