import "server-only";
import type { Transaction } from "@/lib/db/client";
import { currentTrace } from "@/lib/traces/span";

/** The kinds of jobs and their payloads. */
export type Jobs = {
  disconnect: { receiptheroId: string };
  "send-disconnected-mail": { receiptheroId: string; userId: string };
  "bulk-disconnect": { bulkDisconnectId: string };
  "send-receipt": { id: string };
  import: { importId: string };
  "send-invitations": Record<string, never>;
  "invitation-file": { fileId: string };
  "send-user-mails": Record<string, never>;
  "bulk-reminder": { bulkReminderId: string };
};

/** Jobs with a smaller number run first. A thousand receipts must not keep a disconnect waiting. */
const PRIORITIES: Record<keyof Jobs, number> = {
  disconnect: 0,
  "send-disconnected-mail": 0,
  "bulk-disconnect": 0,
  "send-receipt": 10,
  import: 10,
  "send-invitations": 10,
  "invitation-file": 10,
  "send-user-mails": 5,
  "bulk-reminder": 10,
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
 * @param keepsTime whether a waiting job keeps its time. The sweeps of many servers would else put it off again and again.
 */
export async function addJob<Name extends keyof Jobs>(
  tx: Transaction,
  name: Name,
  payload: Jobs[Name],
  { key, delay, keepsTime = false }: { key: string; delay: number; keepsTime?: boolean },
): Promise<void> {
  await addJobs(tx, name, [{ key, payload }], delay, keepsTime);
}

/** As `addJob`, for many jobs of one kind. */
export async function addJobs<Name extends keyof Jobs>(
  tx: Transaction,
  name: Name,
  jobs: { key: string; payload: Jobs[Name] }[],
  delay: number,
  keepsTime = false,
): Promise<void> {
  const trace = currentTrace(name);
  const traced = jobs.map(({ key, payload }) => ({ key, payload: { ...payload, ...trace } }));
  await tx.$executeRaw`
    SELECT count(graphile_worker.add_job(
             identifier => ${name}, payload => j.payload, job_key => ${`${name}:`} || j.key, max_attempts => ${ATTEMPTS}::int,
             run_at => now() + make_interval(secs => ${delay}::int), priority => ${PRIORITIES[name]}::int,
             job_key_mode => ${keepsTime ? "preserve_run_at" : "replace"}))
      FROM json_to_recordset(${JSON.stringify(traced)}::json) AS j (key text, payload json)`;
}
