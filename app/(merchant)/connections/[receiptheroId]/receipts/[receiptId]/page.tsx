import { ArrowLeft, Download } from "lucide-react";
import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { DisconnectedNotices } from "@/components/connections/disconnected-notices";
import { AccessHint } from "@/components/receipts/access-hint";
import { ReceiptProblemCard } from "@/components/receipts/receipt-problem";
import { TillReceipt } from "@/components/receipts/till-receipt";
import { Button, ButtonLink } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { PaperCard } from "@/components/ui/paper-card";
import { env } from "@/lib/env";
import { isAppError, type ReceiptProblem, receiptProblemOf } from "@/lib/errors";
import { merchantConnectionPath } from "@/lib/http/paths";
import type { MerchantUser } from "@/lib/principal";
import type { ReceiptContent } from "@/lib/receipthero/hero-json";
import { fetchReceiptContent } from "@/lib/receipts/fetch-content";
import type { Receipt } from "@/lib/receipts/get-summary";
import { markNoticeReadAction } from "../../actions";
import { loadReceipt } from "./load";

export async function generateMetadata(): Promise<Metadata> {
  const { receipt } = await loadReceipt();
  const t = await getTranslations("receipts.page");
  return { title: receipt.shopName ? t("title", { shop: receipt.shopName }) : t("untitled") };
}

/** A receipt, fetched from ReceiptHero for this request. */
export default async function ReceiptPage({
  searchParams,
}: PageProps<"/connections/[receiptheroId]/receipts/[receiptId]">) {
  const { user, page, receipt } = await loadReceipt();
  const t = await getTranslations("receipts");
  const partner = env().PARTNER_NAME;
  const { access, receiptheroId } = receipt;

  if (access !== "granted") {
    return (
      <Frame user={user} receipt={receipt}>
        <PaperCard title={receipt.shopName ?? t("page.untitled")}>
          <div className="mt-3">
            <AccessHint access={access} receiptheroId={receiptheroId} partner={partner} />
          </div>
        </PaperCard>
      </Frame>
    );
  }
  if (!receipt.isReady) {
    return (
      <Frame user={user} receipt={receipt}>
        <PaperCard title={t("announced.title")}>
          <p className="mt-3 text-muted">{t("announced.body")}</p>
          <ButtonLink href={page} prefetch={false} look="secondary" className="mt-7">
            {t("announced.again")}
          </ButtonLink>
        </PaperCard>
      </Frame>
    );
  }

  const opened = await openOrExplain(user, receipt);
  // A receipt that we cannot parse may still exist as a PDF. Any other problem affects the PDF as well.
  const hasPdf = "content" in opened || opened.problem === "receipt_unreadable";
  const { download } = await searchParams;
  return (
    <Frame user={user} receipt={receipt} pdf={hasPdf ? `${page}/pdf` : null}>
      {"problem" in opened ? (
        <ReceiptProblemCard problem={opened.problem} receipt={receipt} page={page} partner={partner} />
      ) : (
        <div className="w-full max-w-md">
          {download === "failed" && (
            <div className="mb-6">
              <Notice kind="problem" title={t("notDownloaded.title")}>
                {t("notDownloaded.body")}
              </Notice>
            </div>
          )}
          <TillReceipt receipt={opened.content} receiptId={receipt.receiptId} />
        </div>
      )}
    </Frame>
  );
}

async function openOrExplain(
  user: MerchantUser,
  { receiptheroId, receiptId }: Receipt,
): Promise<{ content: ReceiptContent } | { problem: ReceiptProblem }> {
  try {
    return { content: await fetchReceiptContent(user, receiptheroId, receiptId) };
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    const problem = receiptProblemOf(error);
    if (!problem) throw error;
    return { problem };
  }
}

type FrameProps = { user: MerchantUser; receipt: Receipt; pdf?: string | null; children: ReactNode };

/** The link back, the download, and the paper card. */
async function Frame({ user, receipt, pdf, children }: FrameProps) {
  const t = await getTranslations("receipts.page");
  return (
    <div className="mx-auto max-w-2xl">
      <DisconnectedNotices user={user} markRead={markNoticeReadAction} />
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <Link
          href={`${merchantConnectionPath(receipt.receiptheroId)}/receipts`}
          className="inline-flex min-h-11 items-center gap-2 text-muted text-sm hover:text-accent"
        >
          <ArrowLeft aria-hidden className="size-4 shrink-0" />
          <span className="wrap-anywhere">{t("backToAll", { label: receipt.label })}</span>
        </Link>
        {pdf && (
          // A form instead of a link, because Next would fetch a link's target as a page.
          <form action={pdf}>
            <Button type="submit" look="secondary">
              <Download aria-hidden className="size-4" />
              {t("download")}
            </Button>
          </form>
        )}
      </div>
      <div className="mt-6 flex justify-center">{children}</div>
    </div>
  );
}
