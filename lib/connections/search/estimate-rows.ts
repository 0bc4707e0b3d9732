import "server-only";
import { z } from "zod";
import { type Condition, matching } from "@/lib/connections/search/conditions";
import type { Transaction } from "@/lib/db/client";

const planSchema = z.tuple([
  z.object({ "QUERY PLAN": z.tuple([z.object({ Plan: z.object({ "Plan Rows": z.number() }) })]) }),
]);

/**
 * Estimates how many connections meet the conditions, from PostgreSQL's statistics. This takes a millisecond. For many
 * matches, the estimate is usually within ten percent.
 */
export async function estimateRows(tx: Transaction, conditions: Condition[]): Promise<number> {
  // For an exact metadata pair PostgreSQL would guess half the rows. For the listing's text it has statistics.
  const estimable = conditions.filter(({ kind, table }) => kind !== "metadata" || table === "listing");
  const plan = await tx.$queryRaw`EXPLAIN (FORMAT JSON) SELECT ${matching(estimable)}`;
  return planSchema.parse(plan)[0]["QUERY PLAN"][0].Plan["Plan Rows"];
}
