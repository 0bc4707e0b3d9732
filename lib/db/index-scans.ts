import "server-only";
import { PATIENCE, patientDb, type Transaction } from "@/lib/db/client";

/**
 * Runs queries that are written for an index, and lets PostgreSQL take it: with a filter whose matches it guesses wrong,
 * it would read a million rows instead.
 */
export function withIndexScansOnly<Result>(use: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return patientDb().$transaction(
    async (tx) => {
      await tx.$queryRaw`
        SELECT set_config('enable_seqscan', 'off', TRUE), set_config('random_page_cost', '1.1', TRUE),
               set_config('jit', 'off', TRUE), set_config('statement_timeout', ${String(PATIENCE)}, TRUE)`;
      return use(tx);
    },
    { timeout: PATIENCE, maxWait: PATIENCE },
  );
}
