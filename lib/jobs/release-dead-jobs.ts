import "server-only";
import { db } from "@/lib/db/client";

/**
 * Gives the jobs of workers that died back to the living. A job of ours is done within seconds; graphile-worker itself
 * would wait four hours before it takes a locked job for abandoned.
 */
export async function releaseDeadJobs(): Promise<void> {
  await db().$executeRaw`
    SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker.jobs
     WHERE locked_at < now() - interval '60 seconds' HAVING count(*) > 0`;
}
