import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { outgoingReceiptPath } from "@/components/admin/outgoing-receipts/paths";
import { ConfirmCard } from "@/components/settings/confirm-card";
import { ButtonLink } from "@/components/ui/button";
import { ProvenForm } from "@/components/ui/proven-form";
import { SubmitButton } from "@/components/ui/submit-button";
import { requireAdmin } from "@/lib/auth/sessions/current-user";
import { markAsSentAction } from "../../actions";
import { loadReceipt } from "../load";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("admin.outgoingReceipts.markAsSent");
  return { title: t("title") };
}

/** Asks for confirmation before a receipt that is in doubt is marked as sent. */
export default async function MarkAsSentPage({ params }: PageProps<"/admin/outgoing-receipts/[id]/mark-as-sent">) {
  await requireAdmin();
  const { receipt } = await loadReceipt((await params).id);
  const path = outgoingReceiptPath(receipt.id);
  if (receipt.state !== "IN_DOUBT") redirect(path);
  const t = await getTranslations("admin.outgoingReceipts.markAsSent");
  return (
    <ConfirmCard title={t("title")} lead={t("lead")} consequences={[t("lost"), t("erased"), t("recorded")]}>
      <ProvenForm action={markAsSentAction} className="mt-7 grid">
        <input type="hidden" name="id" value={receipt.id} />
        <SubmitButton pendingText={t("pending")}>{t("submit")}</SubmitButton>
      </ProvenForm>
      <ButtonLink href={path} look="quiet" className="mt-2 w-full">
        {t("cancel")}
      </ButtonLink>
    </ConfirmCard>
  );
}
