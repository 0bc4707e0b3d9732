import "server-only";
import { Logger, type Runner, run } from "graphile-worker";
import { Pool } from "pg";
import { sessionConfig } from "@/lib/db/pool-config";
import { env } from "@/lib/env";
import type { Jobs } from "@/lib/jobs/add-job";
import { log } from "@/lib/log";

/** How often a worker looks for jobs that are due again, in milliseconds. New ones it hears of at once. */
const POLL_INTERVAL = 5_000;

/** One listens, and each job at work may take one. */
const MAX_CONNECTIONS = 3;

/** The function that does each kind of job. */
export type Tasks = { [Name in keyof Jobs]: (payload: Jobs[Name]) => Promise<void> };

/** What the worker has to say is about jobs, never with their payload. */
const logger = new Logger(() => (level, message) => {
  if (level === "error") log.error({ worker: message }, "a job failed");
});

/**
 * Works on the jobs of the database, beside the workers of other servers: each job is done by one of them.
 * @param tasks what to do for each job; one that throws is tried again later
 * @returns the running worker, whose `stop()` waits for the jobs at work
 */
export async function startWorker(tasks: Tasks): Promise<Runner> {
  const taskList = Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, (payload: unknown) => task(payload as never)]),
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
      concurrency: 2,
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
