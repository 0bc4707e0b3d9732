import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { DisconnectedNotices } from "@/components/connections/disconnected-notices";
import { AccessHint } from "@/components/receipts/access-hint";
import { ReceiptDownloads } from "@/components/receipts/receipt-downloads";
import { ReceiptProblemCard } from "@/components/receipts/receipt-problem";
import { TillReceipt } from "@/components/receipts/till-receipt";
import { ButtonLink } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Link } from "@/components/ui/link";
import { Notice } from "@/components/ui/notice";
import { PaperCard } from "@/components/ui/paper-card";
import { getBrand } from "@/lib/brand/current";
import { isAppError } from "@/lib/errors/app-error";
import { type ReceiptProblem, receiptProblemOf } from "@/lib/errors/receipt-problems";
import { merchantConnectionPath } from "@/lib/http/paths";
import { isMember, isReader, type Reader, type Viewer } from "@/lib/principal";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";
import { fetchReceiptContent } from "@/lib/receipts/fetch-content";
import type { Receipt } from "@/lib/receipts/get-summary";
import { markNoticeReadAction } from "../../actions";
import { loadReceipt } from "./load";

export async function generateMetadata(): Promise<Metadata> {
  const { receipt } = await loadReceipt();
  const t = await getTranslations("receipts.page");
  return { title: receipt.shopName ? t("title", { shop: receipt.shopName }) : t("untitled") };
}

/** A receipt, fetched from ReceiptHero for this request. Staff see only that it exists: opening it would count as read. */
export default async function ReceiptPage({
  searchParams,
}: PageProps<"/connections/[receiptheroId]/receipts/[receiptId]">) {
  const { viewer, page, receipt } = await loadReceipt();
  const t = await getTranslations("receipts");
  const partner = (await getBrand()).name;
  const mayChange = isMember(viewer);
  const { access, receiptheroId, state } = receipt;

  if (access !== "granted") {
    return (
      <Frame viewer={viewer} receipt={receipt}>
        <PaperCard title={receipt.shopName ?? t("page.untitled")}>
          <div className="mt-3">
            <AccessHint access={access} receiptheroId={receiptheroId} mayChange={mayChange} partner={partner} />
          </div>
        </PaperCard>
      </Frame>
    );
  }
  if (state === "announced" || state === "overdue") {
    return (
      <Frame viewer={viewer} receipt={receipt}>
        <PaperCard title={t(`${state}.title`)}>
          <p className="mt-3 text-muted">{t(`${state}.body`)}</p>
          <ButtonLink href={page} look="secondary" className="mt-7">
            {t("announced.again")}
          </ButtonLink>
        </PaperCard>
      </Frame>
    );
  }

  if (!isReader(viewer)) {
    return (
      <Frame viewer={viewer} receipt={receipt}>
        <PaperCard title={receipt.shopName ?? t("page.untitled")}>
          <p className="mt-3 text-muted">{t("page.closed")}</p>
        </PaperCard>
      </Frame>
    );
  }

  const opened = await openOrExplain(viewer, receipt);
  // A receipt that we cannot parse may still exist as a file. Any other problem affects the files as well.
  const hasFiles = "content" in opened || opened.problem === "receipt_unreadable";
  const { download } = await searchParams;
  return (
    <Frame viewer={viewer} receipt={receipt}>
      <div className="grid w-full grid-cols-1 gap-6">
        {download === "failed" && (
          <Notice kind="problem" title={t("notDownloaded.title")}>
            {t("notDownloaded.body")}
          </Notice>
        )}
        {hasFiles && <ReceiptDownloads page={page} />}
        {"problem" in opened ? (
          <ReceiptProblemCard
            problem={opened.problem}
            receipt={receipt}
            page={page}
            mayChange={mayChange}
            partner={partner}
          />
        ) : (
          <TillReceipt receipt={opened.content} receiptId={receipt.receiptId} shopName={receipt.shopName} />
        )}
      </div>
    </Frame>
  );
}

async function openOrExplain(
  reader: Reader,
  { receiptheroId, receiptId }: Receipt,
): Promise<{ content: ReceiptContent } | { problem: ReceiptProblem }> {
  try {
    return { content: await fetchReceiptContent(reader, receiptheroId, receiptId) };
  } catch (error) {
    if (isAppError(error, "not_found")) notFound();
    const problem = receiptProblemOf(error);
    if (!problem) throw error;
    return { problem };
  }
}

type FrameProps = { viewer: Viewer; receipt: Receipt; children: ReactNode };

/** The link back, and the paper card below it, equally wide. */
async function Frame({ viewer, receipt, children }: FrameProps) {
  const t = await getTranslations("receipts.page");
  return (
    <div className="mx-auto max-w-md">
      <DisconnectedNotices viewer={viewer} markRead={markNoticeReadAction} />
      <Link
        href={`${merchantConnectionPath(receipt.receiptheroId)}/receipts`}
        className="inline-flex min-h-11 items-center gap-2 text-muted text-sm hover:text-accent"
      >
        <Icon name="arrow-left" className="size-4 shrink-0" />
        <span className="wrap-anywhere">{t("backToAll", { label: receipt.label })}</span>
      </Link>
      <div className="mt-4">{children}</div>
    </div>
  );
}
