import "server-only";
import { Prisma } from "@/prisma/generated/client";

/**
 * SQL: whether a worker will still try to revoke the connection `c` at ReceiptHero. False once its job has used up its
 * attempts (lib/jobs/add-job.ts).
 */
export const attemptsLeft = Prisma.sql`EXISTS (
  SELECT FROM graphile_worker.jobs j
   WHERE j.key = 'disconnect:' || c."receiptheroId" AND (j.attempts < j.max_attempts OR j.locked_at IS NOT NULL))`;
