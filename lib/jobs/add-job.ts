import "server-only";
import type { Transaction } from "@/lib/db/client";

/** The kinds of jobs and their payloads. */
export type Jobs = {
  disconnect: { receiptheroId: string };
  "send-disconnected-mail": { receiptheroId: string; userId: string };
  "bulk-disconnect": { bulkDisconnectId: string };
};

/**
 * How often a job is tried. graphile-worker waits exp(attempt) seconds between attempts, at most exp(10), which is 6
 * hours. Thirteen attempts cover over 24 hours.
 */
const ATTEMPTS = 13;

/**
 * Adds a job in the transaction of the change that needs it: either both are committed or neither. A waiting job with
 * the same key is replaced, and its attempts start again.
 * @param key identifies a waiting job
 * @param delay seconds until the first attempt
 */
export async function addJob<Name extends keyof Jobs>(
  tx: Transaction,
  name: Name,
  payload: Jobs[Name],
  { key, delay }: { key: string; delay: number },
): Promise<void> {
  await tx.$executeRaw`
    SELECT 1 FROM graphile_worker.add_job(
      identifier => ${name}, payload => ${JSON.stringify(payload)}::json, job_key => ${`${name}:${key}`},
      max_attempts => ${ATTEMPTS}::int, run_at => now() + make_interval(secs => ${delay}::int))`;
}
