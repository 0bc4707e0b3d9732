import "server-only";
import { randomUUID } from "node:crypto";
import { AppError } from "@/lib/errors/app-error";
import { heroJsonSchema, type ReceiptContent } from "@/lib/receipthero/hero-json/schema";
import { send } from "@/lib/receipthero/http";
import {
  asReceiptError,
  type ReceiptFormat,
  receiptRequest,
  refuseOtherFormat,
  refuseStatus,
  repeatsSecrets,
  secretsOf,
} from "@/lib/receipthero/receipt/request";
import { MAX_RECEIPT_FILE_BYTES, MAX_RECEIPT_JSON_BYTES } from "@/lib/size-limits";

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
  refuseOtherFormat(format, bytes);
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

function refuseSecrets(bytes: Buffer, accessToken: string): void {
  if (secretsOf(accessToken).some((secret) => bytes.includes(secret))) throw repeatsSecrets();
}

async function fetchFormat(
  format: ReceiptFormat,
  maxBytes: number,
  accessToken: string,
  receiptId: string,
  deadline: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const { status, body } = await request(format, maxBytes, accessToken, receiptId, deadline);
  refuseStatus(status);
  return body;
}

async function request(
  format: ReceiptFormat,
  maxBytes: number,
  accessToken: string,
  receiptId: string,
  deadline: AbortSignal,
) {
  const { url, init } = receiptRequest(format, accessToken, receiptId);
  try {
    const response = await send("receipt", url, init, deadline, maxBytes);
    return { status: response.status, body: new Uint8Array(await response.arrayBuffer()) };
  } catch (error) {
    throw asReceiptError(error, deadline);
  }
}
