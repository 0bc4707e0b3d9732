import "server-only";
import { isAppError, type ReceiptProblem, receiptProblemOf } from "@/lib/errors";
import type { Reader } from "@/lib/principal";
import { fetchFile } from "@/lib/receipts/fetch-file";
import type { FileFormat } from "@/lib/receipts/file-formats";

/** How many receipts are requested at the same time. */
const AT_ONCE = 4;

/** After this many failures in a row, the other receipts are not requested any more. */
const MAX_FAILURES_IN_A_ROW = 20;

/** Problems that all other receipts would have too. */
const FINAL: ReceiptProblem[] = ["receipt_unauthorized", "api_key_missing"];

/** Why a receipt is not in an archive. `ended`: the connection was disconnected. `not_tried`: too many others failed. */
export type ArchiveProblem = ReceiptProblem | "ended" | "not_tried";

type Fetched = { content: Uint8Array } | { problem: ArchiveProblem };

/**
 * Fetches receipts in their order, a few at the same time. One that fails does not stop the others, unless all of them
 * would fail.
 * @throws what the database throws
 */
export async function* fetchAll<Item extends { receiptId: string }>(
  reader: Reader,
  receiptheroId: string,
  items: Item[],
  format: FileFormat,
): AsyncGenerator<{ item: Item } & Fetched> {
  let failuresInARow = 0;
  let final: ArchiveProblem | null = null;
  const fetchOne = async (item: Item): Promise<Fetched> => {
    if (final !== null) return { problem: final };
    try {
      return { content: await fetchFile(reader, receiptheroId, item.receiptId, format) };
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
    failuresInARow = "problem" in first ? failuresInARow + 1 : 0;
    if ("problem" in first && (FINAL.some((problem) => problem === first.problem) || first.problem === "ended")) {
      final ??= first.problem;
    }
    if (failuresInARow >= MAX_FAILURES_IN_A_ROW) final ??= "not_tried";
    yield first;
  }
}

function problemOf(error: unknown): ArchiveProblem {
  // The query that finds the token no longer finds the receipt.
  if (isAppError(error, "not_found")) return "ended";
  const problem = receiptProblemOf(error);
  if (problem === null) throw error;
  return problem;
}
