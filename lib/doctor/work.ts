import "server-only";
import { db } from "@/lib/db/client";
import { type Finding, fine, warning } from "@/lib/doctor/finding";

/** A sweep comes every 30 seconds. Work that has waited for longer than this is stuck. Seconds. */
const LATE_SECONDS = 300;

type Waiting = { kind: string; oldest: number | null; given_up: number };

/** Whether the work in the background keeps up, by how long the oldest of each kind has been due. */
export async function examineWork(): Promise<Finding[]> {
  const rows = await db().$queryRaw<Waiting[]>`
    SELECT 'jobs' AS kind,
           (SELECT extract(epoch FROM now() - min(run_at))::int FROM graphile_worker.jobs
             WHERE attempts < max_attempts AND locked_at IS NULL AND run_at <= now()) AS oldest,
           (SELECT count(*)::int FROM graphile_worker.jobs WHERE attempts >= max_attempts) AS given_up
    UNION ALL
    SELECT 'notifications',
           (SELECT extract(epoch FROM now() - min("retryAt"))::int FROM "Notification"
             WHERE state = 'PENDING' AND "retryAt" <= now()),
           (SELECT count(*)::int FROM "Notification" WHERE state = 'FAILED')
    UNION ALL
    SELECT 'events', (SELECT extract(epoch FROM now() - min(at))::int FROM "Event" WHERE position IS NULL), 0
    UNION ALL
    SELECT 'emails to users',
           (SELECT extract(epoch FROM now() - min("dueAt"))::int FROM "UserMail" WHERE "dueAt" <= now()), 0`;
  return rows.flatMap(findingsOf);
}

function findingsOf({ kind, oldest, given_up }: Waiting): Finding[] {
  const findings =
    oldest !== null && oldest > LATE_SECONDS
      ? [
          warning(
            kind,
            `The oldest has been due for ${oldest} seconds.`,
            "Start a server with ROLE=all or ROLE=worker, and look for errors in its log.",
          ),
        ]
      : [fine(kind, "None is late.")];
  if (given_up > 0) {
    const advice = "Look at /admin for what failed, and retry it there when its cause is gone.";
    findings.push(warning(kind, `${given_up} failed for the last time.`, advice));
  }
  return findings;
}
