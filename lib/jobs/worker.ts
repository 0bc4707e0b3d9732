import "server-only";
import { Logger, type Runner, run } from "graphile-worker";
import { Pool } from "pg";
import { sessionConfig } from "@/lib/db/pool-config";
import { env } from "@/lib/env";
import type { Jobs } from "@/lib/jobs/add-job";
import { log } from "@/lib/log";
import { inSpanOfJob } from "@/lib/traces/span";

/**
 * How often a worker polls for jobs that are due for a retry, in milliseconds. PostgreSQL notifies it of new jobs at
 * once.
 */
const POLL_INTERVAL = 5_000;

/** One connection listens. Jobs are claimed and completed over the others; their own queries use `db()`. */
const MAX_CONNECTIONS = 3;

/** How many jobs run at once. Most of their time they wait for ReceiptHero. */
const CONCURRENCY = 4;

/** The handler of each kind of job. */
export type Tasks = { [Name in keyof Jobs]: (payload: Jobs[Name]) => Promise<void> };

/** The worker logs about jobs, but never their payload. */
const logger = new Logger(() => (level, message) => {
  if (level === "error") log.error({ worker: message }, "a job failed");
});

/**
 * Works on the jobs of the database, together with the workers of other servers. One worker runs each job.
 * @param tasks the handler of each kind of job; if it throws, the job is retried later
 * @returns the running worker, whose `stop()` waits for the running jobs
 */
export async function startWorker(tasks: Tasks): Promise<Runner> {
  const taskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [
      name,
      (payload: unknown) => inSpanOfJob(name, payload, () => task(payload as never)),
    ]),
  );
  // The worker listens for new jobs and prepares its statements: both need a session.
  const pgPool = new Pool({ ...sessionConfig(env().DATABASE_DIRECT_URL), max: MAX_CONNECTIONS });
  const report = (error: Error) => log.error({ err: error }, "a connection of the jobs broke");
  pgPool.on("error", report);
  pgPool.on("connect", (client) => client.on("error", report));
  const end = () => pgPool.end();
  try {
    const runner = await run({
      pgPool,
      taskList,
      logger,
      concurrency: CONCURRENCY,
      pollInterval: POLL_INTERVAL,
      noHandleSignals: true,
    });
    runner.promise.then(end, end);
    return runner;
  } catch (error) {
    await end();
    throw error;
  }
}
