import "server-only";
import { db } from "@/lib/db/client";

/**
 * Releases the jobs of dead workers to other workers. Our jobs finish within seconds; graphile-worker itself would wait
 * four hours before it considers a locked job abandoned.
 */
export async function releaseDeadJobs(): Promise<void> {
  await db().$executeRaw`
    SELECT graphile_worker.force_unlock_workers(array_agg(DISTINCT locked_by)) FROM graphile_worker.jobs
     WHERE locked_at < now() - interval '60 seconds' HAVING count(*) > 0`;
}
