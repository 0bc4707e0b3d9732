import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { outgoingReceiptsPath } from "@/components/admin/outgoing-receipts/paths";
import { Recipient } from "@/components/admin/outgoing-receipts/recipient";
import { LINK } from "@/components/admin/shared/link-styles";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { Link } from "@/components/ui/link";
import type { StaffReceipt } from "@/lib/outgoing-receipts/get-for-staff";

/** The details of an outgoing receipt. Its content is not among them. */
export function ReceiptFacts({ receipt }: { receipt: StaffReceipt }) {
  const t = useTranslations("admin.outgoingReceipts.details");
  const { id, receiptheroId, apiKey, createdAt, finishedAt, nextAttemptAt, state } = receipt;
  return (
    <dl className="grid gap-4">
      <Fact term={t("recipient")}>
        <Recipient receipt={receipt} />
        {receiptheroId === null ? (
          <p className="text-muted text-sm">{t("tokens")}</p>
        ) : (
          <Link href={outgoingReceiptsPath({ q: receiptheroId })} className={`inline-block min-h-6 text-sm ${LINK}`}>
            {t("allOfConnection")}
          </Link>
        )}
      </Fact>
      <Fact term={t("apiKey")}>{apiKey ?? t("formerKey")}</Fact>
      <Fact term={t("accepted")}>
        <StaffTime at={createdAt} to="second" />
      </Fact>
      {state === "QUEUED" && (
        <Fact term={t("next")}>
          <StaffTime at={nextAttemptAt} to="second" />
        </Fact>
      )}
      {finishedAt && (
        <Fact term={t("finished")}>
          <StaffTime at={finishedAt} to="second" />
        </Fact>
      )}
      <Fact term={t("id")}>
        <code className="font-mono text-sm">{id}</code>
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-sm">{term}</dt>
      <dd className="wrap-anywhere">{children}</dd>
    </div>
  );
}
