import "server-only";
import { PATIENT_TIMEOUT_MS, patientDb, type Transaction } from "@/lib/db/client";

/**
 * Runs queries that are written for a certain index, without sequential scans. When PostgreSQL misestimates a filter's
 * matches, it would otherwise scan a million rows.
 */
export function withIndexScansOnly<Result>(use: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return patientDb().$transaction(
    async (tx) => {
      await tx.$queryRaw`
        SELECT set_config('enable_seqscan', 'off', TRUE), set_config('random_page_cost', '1.1', TRUE),
               set_config('jit', 'off', TRUE), set_config('statement_timeout', ${String(PATIENT_TIMEOUT_MS)}, TRUE)`;
      return use(tx);
    },
    { timeout: PATIENT_TIMEOUT_MS, maxWait: PATIENT_TIMEOUT_MS },
  );
}
