import "server-only";
import type { Reader } from "@/lib/principal";
import { fetchReceiptFile } from "@/lib/receipthero/receipt/fetch";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";
import { type FileFormat, fileFormats } from "@/lib/receipts/file-formats";

/**
 * Reads a receipt of the user's merchant as a file.
 * @param deadline aborts the request to ReceiptHero
 * @throws AppError `not_found`, or one of `receiptProblems` (lib/errors/receipt-problems.ts)
 */
export function fetchFile(
  reader: Reader,
  receiptheroId: string,
  receiptId: string,
  format: FileFormat,
  deadline: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { wireFormat } = fileFormats[format];
  return fetchWithToken(reader, receiptheroId, receiptId, (token) =>
    fetchReceiptFile(wireFormat, token, receiptId, deadline),
  );
}
