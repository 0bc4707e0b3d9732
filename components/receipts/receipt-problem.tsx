import { getTranslations } from "next-intl/server";
import { ButtonLink } from "@/components/ui/button";
import { PaperCard } from "@/components/ui/paper-card";
import type { ReceiptProblem } from "@/lib/errors/receipt-problems";
import type { Receipt } from "@/lib/receipts/get-summary";

type ReceiptProblemCardProps = {
  problem: ReceiptProblem;
  receipt: Receipt;
  page: `/connections/${string}/receipts/${string}`;
  /** Whether the viewer may change the connection. */
  mayChange: boolean;
  partner: string;
};

/** Why a receipt cannot be opened, that nothing was lost, and what to do next. */
export async function ReceiptProblemCard({ problem, receipt, page, mayChange, partner }: ReceiptProblemCardProps) {
  const t = await getTranslations("receipts");
  const { label, receiptheroId } = receipt;
  const isDead = problem === "receipt_unauthorized";
  const primary = isDead && mayChange ? "reconnect" : "again";
  const needsMember = !mayChange && (isDead || problem === "receipt_refused");
  const reconnect = mayChange && (
    <ButtonLink
      href={`/connections/new?${new URLSearchParams({ reconnect: receiptheroId })}`}
      look={primary === "reconnect" ? "primary" : "secondary"}
    >
      {t("reconnect")}
    </ButtonLink>
  );
  return (
    <PaperCard title={t(`problem.${problem}.title`)}>
      <p className="wrap-anywhere mt-3">
        {t(needsMember ? `problem.${problem}.bodyForReader` : `problem.${problem}.body`, { label, partner })}
      </p>
      <div className="mt-7 actions">
        {isDead && reconnect}
        <ButtonLink href={page} look={primary === "again" ? "primary" : "secondary"}>
          {t("again")}
        </ButtonLink>
        {problem === "receipt_refused" && reconnect}
      </div>
    </PaperCard>
  );
}
