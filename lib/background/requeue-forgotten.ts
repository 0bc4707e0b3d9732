import "server-only";
import { db } from "@/lib/db/client";
import { addJobs, type Jobs } from "@/lib/jobs/add-job";
import { Prisma } from "@/prisma/generated/client";

/** How many jobs of a kind one sweep adds. */
const BATCH = 500;

/** Work that goes on step by step: the rows that have a job as long as they are in these states. */
type Steps<Name extends keyof Jobs> = { job: Name; rows: Prisma.Sql; payload: (id: string) => Jobs[Name] };

const steps =
  <Name extends keyof Jobs>(kind: Steps<Name>): (() => Promise<void>) =>
  () =>
    requeue(kind);

const KINDS = [
  steps({
    job: "bulk-disconnect",
    rows: Prisma.sql`"BulkDisconnect" WHERE state = 'RUNNING' OR state = 'ASKED' AND cursor IS NOT NULL`,
    payload: (bulkDisconnectId) => ({ bulkDisconnectId }),
  }),
  steps({
    job: "bulk-reminder",
    rows: Prisma.sql`"BulkReminder" WHERE state = 'RUNNING'`,
    payload: (bulkReminderId) => ({ bulkReminderId }),
  }),
  steps({
    job: "import",
    rows: Prisma.sql`"Import" WHERE state IN ('QUEUED', 'RUNNING')`,
    payload: (importId) => ({ importId }),
  }),
  steps({
    job: "invitation-file",
    rows: Prisma.sql`"MerchantInvitationFile" WHERE state = 'RUNNING'`,
    payload: (fileId) => ({ fileId }),
  }),
];

/**
 * Goes on with work whose job has failed for the last time, for example because a key was missing in TOKEN_KEYS for a
 * day. Nobody could go on with it otherwise.
 * @throws any database error
 */
export async function requeueForgotten(): Promise<void> {
  for (const requeueKind of KINDS) await requeueKind();
}

async function requeue<Name extends keyof Jobs>({ job, rows, payload }: Steps<Name>): Promise<void> {
  await db().$transaction(async (tx) => {
    const forgotten = await tx.$queryRaw<{ id: string }[]>`
      SELECT r.id FROM (SELECT id FROM ${rows}) r
       WHERE NOT EXISTS (SELECT FROM graphile_worker.jobs j WHERE j.key = ${`${job}:`} || r.id
                            AND (j.attempts < j.max_attempts OR j.locked_at IS NOT NULL))
       LIMIT ${BATCH}::int`;
    const jobs = forgotten.map(({ id }) => ({ key: id, payload: payload(id) }));
    if (jobs.length > 0) await addJobs(tx, job, jobs, 0);
  });
}
