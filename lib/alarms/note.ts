import "server-only";
import type { AlarmRule } from "@/lib/alarms/rules";
import { db, type Transaction } from "@/lib/db/client";

/**
 * Notes something that staff are told of at once, in the transaction that finds it.
 * @param thing identifies it: the same thing is told once
 */
export async function noteAlarm(tx: Transaction, rule: AlarmRule, thing: string): Promise<void> {
  await tx.$executeRaw`INSERT INTO "AlarmItem" (rule, thing) VALUES (${rule}, ${thing}) ON CONFLICT DO NOTHING`;
}

/**
 * Notes the jobs that used up their attempts: no code of ours runs when that happens. A job that is added again and dies
 * again has another time, so it is another thing.
 */
export async function noteDeadJobs(): Promise<void> {
  await db().$executeRaw`
    INSERT INTO "AlarmItem" (rule, thing)
    SELECT CASE task_identifier WHEN 'disconnect' THEN 'revocation_given_up' ELSE 'job_died' END,
           task_identifier || ' ' || id || ' ' || run_at
      FROM graphile_worker.jobs WHERE attempts >= max_attempts AND locked_at IS NULL
    ON CONFLICT DO NOTHING`;
}
