import "server-only";
import { batches } from "@/lib/account/export/batches";
import { connections } from "@/lib/account/export/sections";
import { patientDb } from "@/lib/db/client";
import { afterCursor, type Cursor, cursorOf, NEWEST_FIRST, orderBy } from "@/lib/db/keyset";
import type { OutgoingReceipt } from "@/prisma/generated/client";

/** How many rows one query reads. */
const BATCH = 500;

type Row = Pick<
  OutgoingReceipt,
  "id" | "receiptheroId" | "state" | "problem" | "errors" | "attempts" | "createdAt" | "finishedAt"
>;

/** The receipts that the partner's systems sent for the merchant's connections, without their content. */
export async function* outgoingReceipts(merchantId: string): AsyncGenerator<Row[]> {
  for await (const found of connections(merchantId)) {
    for (const { receiptheroId } of found) yield* sentFor(merchantId, receiptheroId);
  }
}

/** Those of one connection, newest first. It may have had another owner before. */
function sentFor(merchantId: string, receiptheroId: string): AsyncGenerator<Row[]> {
  return batches(
    (after: Cursor | null) => patientDb().$queryRaw<Row[]>`
      SELECT id, "receiptheroId", state, problem, errors, attempts, "createdAt", "finishedAt" FROM "OutgoingReceipt"
       WHERE "receiptheroId" = ${receiptheroId} AND "merchantId" = ${merchantId}::uuid AND ${afterCursor(NEWEST_FIRST, after)}
       ORDER BY ${orderBy(NEWEST_FIRST)} LIMIT ${BATCH}::int`,
    (row) => cursorOf(NEWEST_FIRST, row),
  );
}
