import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Attempts } from "@/components/admin/outgoing-receipts/attempts";
import { Explanation } from "@/components/admin/outgoing-receipts/explanation";
import { ReceiptFacts } from "@/components/admin/outgoing-receipts/facts";
import { OUTGOING_RECEIPTS, outgoingReceiptPath } from "@/components/admin/outgoing-receipts/paths";
import { BackLink } from "@/components/admin/shared/back-link";
import { Panel } from "@/components/admin/shared/panel";
import { StaffTime } from "@/components/admin/shared/staff-time";
import { ButtonLink } from "@/components/ui/button";
import { Form } from "@/components/ui/form";
import { SubmitButton } from "@/components/ui/submit-button";
import type { StaffReceipt } from "@/lib/outgoing-receipts/get-for-staff";
import { isAdmin } from "@/lib/principal";
import { retryReceiptAction } from "../actions";
import { loadReceipt } from "./load";

type Props = PageProps<"/admin/outgoing-receipts/[id]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await loadReceipt((await params).id);
  const t = await getTranslations("admin.outgoingReceipts");
  return { title: t("one") };
}

/** An outgoing receipt: its state, its attempts and what an admin may do. Never its content. */
export default async function OutgoingReceiptPage({ params }: Props) {
  const { staff, receipt } = await loadReceipt((await params).id);
  const t = await getTranslations("admin.outgoingReceipts");
  return (
    <>
      <BackLink href={OUTGOING_RECEIPTS}>{t("details.back")}</BackLink>
      <h1 className="mt-2 font-semibold text-3xl tracking-tight">{t("one")}</h1>
      <p className="mt-1.5 text-muted">
        <StaffTime at={receipt.createdAt} to="second" />
      </p>
      <div className="mt-7 grid grid-cols-1 items-start gap-5 lg:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-1 gap-5">
          <Panel id="what" title={t("details.what")}>
            <Explanation receipt={receipt} />
            {isAdmin(staff) && <Choices receipt={receipt} />}
          </Panel>
          <Panel id="attempts" title={t("details.attempts")}>
            <Attempts attempts={receipt.history} />
          </Panel>
        </div>
        <Panel id="facts" title={t("details.facts")}>
          <ReceiptFacts receipt={receipt} />
        </Panel>
      </div>
    </>
  );
}

/** The choices of an admin for a receipt in its state. */
async function Choices({ receipt: { id, state, isStored } }: { receipt: StaffReceipt }) {
  const t = await getTranslations("admin.outgoingReceipts");
  const path = outgoingReceiptPath(id);
  if (state === "FAILED" && isStored) {
    return (
      <Form action={retryReceiptAction} className="mt-5">
        <input type="hidden" name="id" value={id} />
        <SubmitButton pendingText={t("retry.pending")}>{t("retry.one")}</SubmitButton>
      </Form>
    );
  }
  if (state !== "IN_DOUBT") return null;
  return (
    <div className="mt-5 actions">
      <ButtonLink href={`${path}/mark-as-sent`} look="secondary">
        {t("details.markAsSent")}
      </ButtonLink>
      {isStored && (
        <ButtonLink href={`${path}/send-again`} look="secondary">
          {t("details.sendAgain")}
        </ButtonLink>
      )}
    </div>
  );
}
