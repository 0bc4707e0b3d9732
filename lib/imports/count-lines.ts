import "server-only";
import { db, type Transaction } from "@/lib/db/client";
import type { ImportLineState } from "@/prisma/generated/enums";

/** How many lines of an import are in each state. Triggers count them. */
export async function countLines(importId: string, tx: Transaction = db()): Promise<Record<ImportLineState, number>> {
  const rows = await tx.$queryRaw<{ state: ImportLineState; n: number }[]>`
    SELECT key AS state, sum(delta)::int AS n FROM "Counter" WHERE scope = 'import:' || ${importId}::uuid GROUP BY key`;
  const none = { WAITING: 0, IMPORTED: 0, UPDATED: 0, UNCHANGED: 0, REFUSED: 0 };
  return Object.assign(none, Object.fromEntries(rows.map(({ state, n }) => [state, n])));
}
