import "server-only";
import { isAppError } from "@/lib/errors/app-error";
import { type ReceiptProblem, receiptProblemOf } from "@/lib/errors/receipt-problems";
import { RECEIPT_IN_ZIP_SECONDS } from "@/lib/lifetimes";
import type { Reader } from "@/lib/principal";
import { fetchFile } from "@/lib/receipts/fetch-file";
import type { FileFormat } from "@/lib/receipts/file-formats";

/** How many receipts are requested at the same time. */
const AT_ONCE = 4;

/**
 * After this many failures in a row, the other receipts are not requested any more. With RECEIPT_IN_ZIP_SECONDS it keeps
 * the time short in which nothing is sent to the client: many proxies end a response after a minute of silence.
 */
const MAX_FAILURES_IN_A_ROW = 12;

/** Problems that all other receipts would have too. */
const FINAL: ArchiveProblem[] = ["receipt_unauthorized", "api_key_missing", "ended", "too_large"];

/**
 * Why a receipt is not in an archive. `ended`: the connection was disconnected. `not_tried`: too many others failed.
 * `too_large`: the archive is full.
 */
export type ArchiveProblem = ReceiptProblem | "ended" | "not_tried" | "too_large";

type Options = {
  format: FileFormat;
  /** The most bytes of all receipts together. */
  maxBytes: number;
  /** Aborts the requests, because nobody waits for the receipts any more. */
  left: AbortSignal;
};

type Fetched = { content: Uint8Array } | { problem: ArchiveProblem };

/**
 * Fetches receipts in their order, a few at the same time. One that fails does not stop the others, unless all of them
 * would fail.
 * @throws any database error
 */
export async function* fetchAll<Item extends { receiptId: string }>(
  reader: Reader,
  receiptheroId: string,
  items: Item[],
  { format, maxBytes, left }: Options,
): AsyncGenerator<{ item: Item } & Fetched> {
  let [bytes, failuresInARow] = [0, 0];
  let final: ArchiveProblem | null = null;
  const fetchOne = async (item: Item): Promise<Fetched> => {
    if (final !== null) return { problem: final };
    try {
      const deadline = AbortSignal.any([left, AbortSignal.timeout(RECEIPT_IN_ZIP_SECONDS * 1_000)]);
      return { content: await fetchFile(reader, receiptheroId, item.receiptId, format, deadline) };
    } catch (error) {
      return { problem: problemOf(error) };
    }
  };

  const running: Promise<{ item: Item } & Fetched>[] = [];
  let next = 0;
  while (next < items.length || running.length > 0) {
    for (; running.length < AT_ONCE && next < items.length; next++) {
      const item = items[next];
      if (item === undefined) break;
      const fetched = fetchOne(item).then((result) => ({ item, ...result }));
      // If the reader leaves, nobody waits for it any more.
      fetched.catch(() => {});
      running.push(fetched);
    }
    const first = await running.shift();
    if (first === undefined) return;
    bytes += "content" in first ? first.content.byteLength : 0;
    const problem = "problem" in first ? first.problem : bytes > maxBytes ? "too_large" : null;
    // ReceiptHero has no Finvoice of some shops' receipts, which says nothing about the other receipts.
    failuresInARow = problem === null || problem === "receipt_gone" ? 0 : failuresInARow + 1;
    if (problem !== null && FINAL.includes(problem)) final ??= problem;
    if (failuresInARow >= MAX_FAILURES_IN_A_ROW) final ??= "not_tried";
    yield problem === null ? first : { item: first.item, problem };
  }
}

function problemOf(error: unknown): ArchiveProblem {
  // The query that finds the token no longer finds the receipt.
  if (isAppError(error, "not_found")) return "ended";
  const problem = receiptProblemOf(error);
  if (problem === null) throw error;
  return problem;
}
