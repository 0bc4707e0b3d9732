import "server-only";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { isTimeout } from "@/lib/receipthero/http";

/** How the files of each format begin. A Finvoice may have an envelope around it, for the bank that carries it. */
const BEGINNING = {
  hero_json: /^(?:\xef\xbb\xbf)?\s*\{/,
  hero_pdf: /^%PDF-/,
  finvoice_xml: /^(?:\xef\xbb\xbf)?\s*<(?!!doctype html|html)[\s\S]*\bFinvoice\b/i,
  finvoice_pdf: /^%PDF-/,
};

/** The formats in which ReceiptHero gives a receipt. */
export type ReceiptFormat = keyof typeof BEGINNING;

/** How many bytes at the beginning of a file show its format. */
export const BEGINNING_BYTES = 64 * 1024;

/**
 * The request for a receipt, receipthero-api.md section 2.2.
 * @throws AppError `api_key_missing`, or `receipt_gone` for an ID that no receipt can have
 */
export function receiptRequest(
  format: ReceiptFormat,
  accessToken: string,
  receiptId: string,
): { url: string; init: RequestInit } {
  const { RECEIPTHERO_API_URL, RECEIPTHERO_API_KEY } = env();
  if (RECEIPTHERO_API_KEY === undefined) {
    throw new AppError("api_key_missing", "RECEIPTHERO_API_KEY is not set, and receipts cannot be read without it");
  }
  // A URL parser removes these segments, encoded or not, so the token would be sent to another URL.
  if (receiptId === "." || receiptId === "..") throw new AppError("receipt_gone", "no receipt can have this id");
  return {
    url: `${RECEIPTHERO_API_URL}/api/v1/receipts/${encodeURIComponent(receiptId)}/${format}/`,
    init: { headers: { RECEIPTHERO_APIKEY: RECEIPTHERO_API_KEY, Authorization: `Bearer ${accessToken}` } },
  };
}

/**
 * Refuses any status but 200.
 * @throws AppError `receipt_refused`, `receipt_gone` or `receipt_unavailable`
 */
export function refuseStatus(status: number): void {
  if (status === 200) return;
  if (status === 401 || status === 403) {
    throw new AppError("receipt_refused", `ReceiptHero refused a receipt with status ${status}`);
  }
  if (status === 404) throw new AppError("receipt_gone", "ReceiptHero does not have the receipt");
  throw new AppError("receipt_unavailable", `ReceiptHero responded with status ${status}`);
}

/**
 * Refuses a file that does not begin as its format does. The documentation names no content type.
 * @throws AppError `receipt_unreadable`
 */
export function refuseOtherFormat(format: ReceiptFormat, bytes: Buffer): void {
  if (BEGINNING[format].test(bytes.toString("latin1", 0, BEGINNING_BYTES))) return;
  throw new AppError("receipt_unreadable", `ReceiptHero's receipt is not ${format}`);
}

/** Our credentials, which a receipt must not repeat: a page or a caller would get them. */
export function secretsOf(accessToken: string): string[] {
  const { RECEIPTHERO_API_KEY } = env();
  return RECEIPTHERO_API_KEY === undefined ? [accessToken] : [accessToken, RECEIPTHERO_API_KEY];
}

/** The error about a receipt that repeats our credentials. */
export function repeatsSecrets(): AppError {
  return new AppError("receipt_unreadable", "ReceiptHero's receipt repeats our credentials");
}

/** The error about a response that did not arrive, or not whole. */
export function asReceiptError(error: unknown, deadline: AbortSignal): AppError {
  if (error instanceof AppError) return new AppError("receipt_unreadable", error.message);
  return new AppError("receipt_unavailable", `ReceiptHero ${reasonOf(error, deadline)}`);
}

function reasonOf(error: unknown, deadline: AbortSignal): string {
  if (isTimeout(error)) return "did not respond in time";
  return deadline.aborted ? "was not waited for, because the client disconnected" : "could not be reached";
}
