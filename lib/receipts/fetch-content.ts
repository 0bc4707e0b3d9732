import "server-only";
import type { Reader } from "@/lib/principal";
import type { ReceiptContent } from "@/lib/receipthero/hero-json/schema";
import { fetchReceipt } from "@/lib/receipthero/receipt";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";

/** How long the user waits for a receipt, in milliseconds. */
const PATIENCE = 8_000;

/**
 * Reads a receipt of the user's merchant.
 * @throws AppError `not_found`, or one of `receiptProblems` (lib/errors.ts)
 */
export function fetchReceiptContent(reader: Reader, receiptheroId: string, receiptId: string): Promise<ReceiptContent> {
  return fetchWithToken(
    reader,
    receiptheroId,
    receiptId,
    (token) => fetchReceipt(token, receiptId, AbortSignal.timeout(PATIENCE)),
    ({ shop }) => shop.name,
  );
}
