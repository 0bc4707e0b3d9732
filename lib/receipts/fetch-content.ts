import "server-only";
import { RECEIPT_SECONDS } from "@/lib/lifetimes";
import type { Reader } from "@/lib/principal";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";
import { fetchReceipt } from "@/lib/receipthero/receipt/fetch";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";

/**
 * Reads a receipt of the user's merchant.
 * @throws AppError `not_found`, or one of `receiptProblems` (lib/errors/receipt-problems.ts)
 */
export function fetchReceiptContent(reader: Reader, receiptheroId: string, receiptId: string): Promise<ReceiptContent> {
  return fetchWithToken(
    reader,
    receiptheroId,
    receiptId,
    (token) => fetchReceipt(token, receiptId, AbortSignal.timeout(RECEIPT_SECONDS * 1_000)),
    ({ shop }) => shop.name,
  );
}
