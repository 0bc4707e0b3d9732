import "server-only";
import type { Transaction } from "@/lib/db/client";
import type { ImportRefusal } from "@/lib/imports/refusals";
import type { ImportLineState } from "@/prisma/generated/enums";

/**
 * Records the result of lines of one import and erases what they said, unless another worker has done so.
 * @param error why they are refused
 * @returns of how many lines it is the result
 */
export async function settle(
  tx: Transaction,
  lines: { importId: string; number: number }[],
  state: ImportLineState,
  error: ImportRefusal | null = null,
): Promise<number> {
  const [first] = lines;
  if (!first) return 0;
  return tx.$executeRaw`
    UPDATE "ImportLine" SET state = ${state}::"ImportLineState", error = ${error}, "sealedLine" = NULL
     WHERE "importId" = ${first.importId}::uuid AND number = ANY (${lines.map(({ number }) => number)}) AND state = 'WAITING'`;
}
