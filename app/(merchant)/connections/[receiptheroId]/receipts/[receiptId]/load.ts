import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireViewerOfConnection } from "@/lib/auth/members/require";
import { merchantConnectionPath } from "@/lib/http/paths";
import { requestedSegment } from "@/lib/http/requested-path";
import { getReceiptSummary } from "@/lib/receipts/get-summary";

/** The merchant's receipt in the requested path. It is read once per request. */
export const loadReceipt = cache(async () => {
  const [receiptheroId, receiptId] = [await requestedSegment(1), await requestedSegment(3)];
  const viewer = await requireViewerOfConnection(receiptheroId);
  const page = `${merchantConnectionPath(receiptheroId)}/receipts/${encodeURIComponent(receiptId)}` as const;
  return { viewer, page, receipt: (await getReceiptSummary(viewer, receiptheroId, receiptId)) ?? notFound() };
});
