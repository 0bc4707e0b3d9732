import "server-only";
import { RECEIPT_FILE_SECONDS } from "@/lib/lifetimes";
import type { ApiKey } from "@/lib/principal";
import type { ReceiptFormat } from "@/lib/receipthero/receipt/request";
import { openReceipt } from "@/lib/receipthero/receipt/stream";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";

/**
 * Reads any receipt from ReceiptHero as it arrives, in one of its formats. Nothing of it is stored.
 * @param caller is aborted when the caller disconnects
 * @throws AppError `not_found`, or one of `receiptProblems` (lib/errors/receipt-problems.ts)
 */
export function fetchForKey(
  key: ApiKey<"receipts:read">,
  receiptheroId: string,
  receiptId: string,
  format: ReceiptFormat,
  caller: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const deadline = AbortSignal.any([caller, AbortSignal.timeout(RECEIPT_FILE_SECONDS * 1_000)]);
  return fetchWithToken(key, receiptheroId, receiptId, (token) => openReceipt(format, token, receiptId, deadline));
}
