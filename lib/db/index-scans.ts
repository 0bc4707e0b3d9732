import "server-only";
import { PATIENT_TIMEOUT_MS, type Transaction } from "@/lib/db/client";
import { onReplica } from "@/lib/db/replica";

/**
 * Runs queries that are written for a certain index, without sequential scans, on the replica if it is fresh. When
 * PostgreSQL misestimates a filter's matches, it would otherwise scan a million rows.
 */
export function withIndexScansOnly<Result>(use: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return onReplica((client) =>
    client.$transaction(
      async (tx) => {
        await tx.$queryRaw`
          SELECT set_config('enable_seqscan', 'off', TRUE), set_config('random_page_cost', '1.1', TRUE),
                 set_config('jit', 'off', TRUE), set_config('statement_timeout', ${String(PATIENT_TIMEOUT_MS)}, TRUE)`;
        return use(tx);
      },
      { timeout: PATIENT_TIMEOUT_MS, maxWait: PATIENT_TIMEOUT_MS },
    ),
  );
}
