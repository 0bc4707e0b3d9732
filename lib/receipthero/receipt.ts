import "server-only";
import { randomUUID } from "node:crypto";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { heroJsonSchema, type ReceiptContent } from "@/lib/receipthero/hero-json/schema";
import { isTimeout, send } from "@/lib/receipthero/http";
import { MAX_RECEIPT_FILE_BYTES, MAX_RECEIPT_JSON_BYTES } from "@/lib/size-limits";

/** How the files of each format begin. A Finvoice may have an envelope around it, for the bank that carries it. */
const BEGINNING = {
  hero_json: /^(?:\xef\xbb\xbf)?\s*\{/,
  hero_pdf: /^%PDF-/,
  finvoice_xml: /^(?:\xef\xbb\xbf)?\s*<(?!!doctype html|html)[\s\S]*\bFinvoice\b/i,
  finvoice_pdf: /^%PDF-/,
};

/** The formats in which ReceiptHero gives a receipt. */
export type ReceiptFormat = keyof typeof BEGINNING;

/**
 * Reads a receipt, receipthero-api.md sections 2.2 and 2.4.
 * @param accessToken the connection's
 * @param deadline aborts the request
 * @throws AppError one of `receiptProblems` (lib/errors/receipt-problems.ts)
 */
export async function fetchReceipt(
  accessToken: string,
  receiptId: string,
  deadline: AbortSignal,
): Promise<ReceiptContent> {
  const body = await fetchFormat("hero_json", MAX_RECEIPT_JSON_BYTES, accessToken, receiptId, deadline);
  try {
    const content = heroJsonSchema.parse(JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body)));
    refuseSecrets(Buffer.from(JSON.stringify(content)), accessToken);
    return content;
  } catch {
    // A validation error may quote the receipt, and a log must not contain a user's purchases.
    throw new AppError(
      "receipt_unreadable",
      "ReceiptHero's receipt is not the HeroJSON that its documentation describes",
    );
  }
}

/**
 * Reads a receipt as a file, receipthero-api.md section 2.2.
 * @param accessToken the connection's
 * @param deadline aborts the request
 * @throws AppError one of `receiptProblems` (lib/errors/receipt-problems.ts)
 */
export async function fetchReceiptFile(
  format: ReceiptFormat,
  accessToken: string,
  receiptId: string,
  deadline: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const body = await fetchFormat(format, MAX_RECEIPT_FILE_BYTES, accessToken, receiptId, deadline);
  // The same memory: several files of this size are held at the same time.
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Checked by the first bytes, as readers do, because the documentation names no content type.
  if (!BEGINNING[format].test(bytes.toString("latin1", 0, 64 * 1024))) {
    throw new AppError("receipt_unreadable", `ReceiptHero's receipt is not ${format}`);
  }
  refuseSecrets(bytes, accessToken);
  return body;
}

/**
 * Requests a receipt that does not exist. A server checks the API key and the token before it looks for the receipt, so
 * the status shows whether it accepts them (lib/access-tokens/check.ts interprets it).
 * @param deadline aborts the request
 * @returns the status of ReceiptHero's response
 * @throws AppError `api_key_missing`, or `receipt_unavailable` when there was no response or a server error
 */
export async function statusOfUnknownReceipt(accessToken: string, deadline: AbortSignal): Promise<number> {
  const { status } = await request("hero_json", MAX_RECEIPT_JSON_BYTES, accessToken, randomUUID(), deadline);
  if (status >= 500 || status === 429) {
    throw new AppError("receipt_unavailable", `ReceiptHero responded with status ${status}`);
  }
  return status;
}

/** A server that repeats our credentials must not make a page print them. */
function refuseSecrets(bytes: Buffer, accessToken: string): void {
  const { RECEIPTHERO_API_KEY } = env();
  if (bytes.includes(accessToken) || (RECEIPTHERO_API_KEY !== undefined && bytes.includes(RECEIPTHERO_API_KEY))) {
    throw new AppError("receipt_unreadable", "ReceiptHero's receipt repeats our credentials");
  }
}

async function fetchFormat(
  format: ReceiptFormat,
  maxBytes: number,
  accessToken: string,
  receiptId: string,
  deadline: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { status, body } = await request(format, maxBytes, accessToken, receiptId, deadline);
  if (status === 200) return body;
  if (status === 401 || status === 403) {
    throw new AppError("receipt_refused", `ReceiptHero refused a receipt with status ${status}`);
  }
  if (status === 404) throw new AppError("receipt_gone", "ReceiptHero does not have the receipt");
  throw new AppError("receipt_unavailable", `ReceiptHero responded with status ${status}`);
}

async function request(
  format: ReceiptFormat,
  maxBytes: number,
  accessToken: string,
  receiptId: string,
  deadline: AbortSignal,
) {
  const { RECEIPTHERO_API_URL, RECEIPTHERO_API_KEY } = env();
  if (RECEIPTHERO_API_KEY === undefined) {
    throw new AppError("api_key_missing", "RECEIPTHERO_API_KEY is not set, and receipts cannot be read without it");
  }
  // A URL parser removes these segments, encoded or not, so the token would be sent to another URL.
  if (receiptId === "." || receiptId === "..") throw new AppError("receipt_gone", "no receipt can have this id");

  try {
    const response = await send(
      `${RECEIPTHERO_API_URL}/api/v1/receipts/${encodeURIComponent(receiptId)}/${format}/`,
      { headers: { RECEIPTHERO_APIKEY: RECEIPTHERO_API_KEY, Authorization: `Bearer ${accessToken}` } },
      deadline,
      maxBytes,
    );
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    if (error instanceof AppError) throw new AppError("receipt_unreadable", error.message);
    throw new AppError("receipt_unavailable", `ReceiptHero ${reasonOf(error, deadline)}`);
  }
}

function reasonOf(error: unknown, deadline: AbortSignal): string {
  if (isTimeout(error)) return "did not respond in time";
  return deadline.aborted ? "was not waited for, because the client disconnected" : "could not be reached";
}
