import "server-only";
import type { MerchantUser } from "@/lib/principal";
import { fetchReceiptPdf } from "@/lib/receipthero/receipt";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";

/** How long the user waits for a download to begin, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Reads a receipt of the user's merchant as a PDF.
 * @throws AppError `not_found`, or one of `receiptProblems` (lib/errors.ts)
 */
export function fetchPdf(
  user: MerchantUser,
  receiptheroId: string,
  receiptId: string,
): Promise<Uint8Array<ArrayBuffer>> {
  return fetchWithToken(user, receiptheroId, receiptId, (token) => fetchReceiptPdf(token, receiptId, PATIENCE));
}
