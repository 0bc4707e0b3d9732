import "server-only";
import { db } from "@/lib/db/client";
import { filterCondition } from "@/lib/outgoing-receipts/filter";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** Counting stops here. A larger number is shown as "more than". */
export const MAX_COUNT = 1_000;

/** The states that may need attention. */
export type UnsentCounts = Record<"queued" | "failed" | "in_doubt", number>;

/** How many receipts are in each state that may need attention, up to one more than `MAX_COUNT`. */
export async function countUnsent(_staff: Staff): Promise<UnsentCounts> {
  const count = (state: keyof UnsentCounts) => Prisma.sql`
    (SELECT count(*)::int FROM (SELECT FROM "OutgoingReceipt" r WHERE ${filterCondition({ state, receiptheroId: null })}
                                 LIMIT ${MAX_COUNT + 1}) counted)`;
  const [counts] = await db().$queryRaw<[UnsentCounts]>`
    SELECT ${count("queued")} AS queued, ${count("failed")} AS failed, ${count("in_doubt")} AS in_doubt`;
  return counts;
}
