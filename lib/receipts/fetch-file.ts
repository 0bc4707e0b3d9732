import "server-only";
import type { Reader } from "@/lib/principal";
import { fetchReceiptFile } from "@/lib/receipthero/receipt";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";
import { type FileFormat, fileFormats } from "@/lib/receipts/file-formats";

/** How long the user waits for a download to begin, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Reads a receipt of the user's merchant as a file.
 * @throws AppError `not_found`, or one of `receiptProblems` (lib/errors.ts)
 */
export function fetchFile(
  reader: Reader,
  receiptheroId: string,
  receiptId: string,
  format: FileFormat,
): Promise<Uint8Array<ArrayBuffer>> {
  const { wireFormat } = fileFormats[format];
  return fetchWithToken(reader, receiptheroId, receiptId, (token) =>
    fetchReceiptFile(wireFormat, token, receiptId, PATIENCE),
  );
}
