import "server-only";
import { RECEIPT_FILE_SECONDS } from "@/lib/lifetimes";
import type { ApiKey } from "@/lib/principal";
import { fetchReceiptFile, type ReceiptFormat } from "@/lib/receipthero/receipt";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";

/**
 * Reads any receipt from ReceiptHero, in one of its formats. Nothing of it is stored.
 * @throws AppError `not_found`, or one of `receiptProblems` (lib/errors/receipt-problems.ts)
 */
export function fetchForKey(
  key: ApiKey<"receipts:read">,
  receiptheroId: string,
  receiptId: string,
  format: ReceiptFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  return fetchWithToken(key, receiptheroId, receiptId, (token) =>
    fetchReceiptFile(format, token, receiptId, AbortSignal.timeout(RECEIPT_FILE_SECONDS * 1_000)),
  );
}
