import "server-only";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { open } from "@/lib/receipthero/http";
import {
  asReceiptError,
  BEGINNING_BYTES,
  type ReceiptFormat,
  receiptRequest,
  refuseOtherFormat,
  refuseStatus,
  repeatsSecrets,
  secretsOf,
} from "@/lib/receipthero/receipt/request";
import { MAX_RECEIPT_FILE_BYTES } from "@/lib/size-limits";

/**
 * Reads a receipt as it arrives, receipthero-api.md section 2.2. Memory holds its beginning, or one chunk.
 * @param accessToken the connection's
 * @param deadline aborts the request and the stream
 * @returns when the beginning is here and has the right format; for a short receipt that is all of it. A receipt that
 * then breaks off, is too large or repeats our credentials ends the stream with an error
 * @throws AppError one of `receiptProblems` (lib/errors/receipt-problems.ts)
 */
export async function openReceipt(
  format: ReceiptFormat,
  accessToken: string,
  receiptId: string,
  deadline: AbortSignal,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> {
  const { url, init } = receiptRequest(format, accessToken, receiptId);
  const response = await open("receipt", url, init, deadline).catch((error: unknown) => {
    throw asReceiptError(error, deadline);
  });
  const chunks = checkedChunks(response.body, secretsOf(accessToken), deadline);
  try {
    refuseStatus(response.status === 201 ? 200 : response.status);
    if (Number(response.headers.get("Content-Length")) > MAX_RECEIPT_FILE_BYTES) throw tooLarge();
    const beginning = await readBeginning(chunks);
    refuseOtherFormat(format, beginning);
    return toStream(beginning, chunks);
  } catch (error) {
    await chunks.return(undefined);
    await response.body?.cancel().catch(() => {});
    throw error;
  }
}

const tooLarge = () =>
  new AppError("receipt_unreadable", `ReceiptHero's receipt is larger than ${MAX_RECEIPT_FILE_BYTES} bytes`);

/**
 * Passes on the chunks of a receipt. The end of each is kept back until the next one is here, because our credentials
 * may be spread over two.
 * @throws AppError `receipt_unreadable` or `receipt_unavailable`
 */
async function* checkedChunks(
  body: ReadableStream<Uint8Array> | null,
  secrets: string[],
  deadline: AbortSignal,
): AsyncGenerator<Buffer<ArrayBuffer>> {
  const overlap = Math.max(...secrets.map((secret) => Buffer.byteLength(secret))) - 1;
  let kept = Buffer.alloc(0);
  let size = 0;
  try {
    for await (const chunk of body ?? []) {
      size += chunk.byteLength;
      if (size > MAX_RECEIPT_FILE_BYTES) throw tooLarge();
      const bytes = Buffer.concat([kept, chunk]);
      if (secrets.some((secret) => bytes.includes(secret))) throw repeatsSecrets();
      const end = Math.max(0, bytes.byteLength - overlap);
      if (end > 0) yield bytes.subarray(0, end);
      kept = bytes.subarray(end);
    }
  } catch (error) {
    throw asReceiptError(error, deadline);
  }
  if (kept.byteLength > 0) yield kept;
}

async function readBeginning(chunks: AsyncGenerator<Buffer<ArrayBuffer>>): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer<ArrayBuffer>[] = [];
  for (let size = 0; size < BEGINNING_BYTES; ) {
    const { done, value } = await chunks.next();
    if (done) break;
    parts.push(value);
    size += value.byteLength;
  }
  return Buffer.concat(parts);
}

function toStream(
  beginning: Buffer<ArrayBuffer>,
  chunks: AsyncGenerator<Buffer<ArrayBuffer>>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => controller.enqueue(beginning),
    async pull(controller) {
      try {
        const { done, value } = await chunks.next();
        if (done) controller.close();
        else controller.enqueue(value);
      } catch (error) {
        log.warn({ err: error }, "a receipt broke off while a caller read it");
        controller.error(error);
      }
    },
    cancel: () => void chunks.return(undefined).catch(() => {}),
  });
}
