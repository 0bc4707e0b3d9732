import "server-only";
import { db } from "@/lib/db/client";
import { DIGEST_HOUR } from "@/lib/lifetimes";
import { queueUserMails } from "@/lib/user-mails/queue";
import { Prisma } from "@/prisma/generated/client";

type DigestKind = "STAFF_DIGEST" | "WEEKLY_DIGEST";

/** How many users a transaction looks at. One that queued an email to all of a million users would not end in time. */
const STEP_USERS = 1_000;

/** How many steps a sweep takes. The next sweep goes on, so other work need not wait. */
const STEPS_PER_SWEEP = 40;

/** Before the first user. */
const START = "00000000-0000-0000-0000-000000000000";

/** SQL: whether a user `u` is one of the staff who may sign in. */
const isStaff = Prisma.sql`u.role <> 'MERCHANT' AND u."disabledAt" IS NULL`;

/** SQL: whether a user `u` has a business with a quiet or overdue connection about which they can act. */
const isConcerned = Prisma.sql`
  u."disabledAt" IS NULL AND u."mailsWeeklyDigest"
  AND EXISTS (SELECT FROM "Member" b JOIN "Connection" c ON c."merchantId" = b."merchantId"
               WHERE b."userId" = u.id AND b.role <> 'READER' AND c.health IN ('quiet', 'overdue'))`;

/**
 * Queues the digests of today and of this week, once their hour has come. If all servers were down at that hour, they come
 * later that day or week. Several servers may run this at once.
 */
export async function queueDigests(): Promise<void> {
  await queueDigest("STAFF_DIGEST", Prisma.sql`'day'`, isStaff);
  await queueDigest("WEEKLY_DIGEST", Prisma.sql`'week'`, isConcerned);
}

async function queueDigest(kind: DigestKind, unit: Prisma.Sql, isRecipient: Prisma.Sql): Promise<void> {
  await db().$executeRaw`
    INSERT INTO "DigestRun" (kind, period, cursor)
    SELECT ${kind}::"UserMailKind", to_char(start, 'YYYY-MM-DD'), ${START}::uuid
      FROM date_trunc(${unit}, now() AT TIME ZONE 'UTC') start
     WHERE now() AT TIME ZONE 'UTC' >= start + make_interval(hours => ${DIGEST_HOUR}::int)
    ON CONFLICT DO NOTHING`;
  for (let step = 0; step < STEPS_PER_SWEEP; step++) if (!(await queueStep(kind, isRecipient))) break;
}

/** Queues a digest for the recipients among the next users. @returns false when all are done, or another server is at it */
function queueStep(kind: DigestKind, isRecipient: Prisma.Sql): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [run] = await tx.$queryRaw<{ period: string; cursor: string }[]>`
      SELECT period, cursor FROM "DigestRun" WHERE kind = ${kind}::"UserMailKind" AND cursor IS NOT NULL
       ORDER BY period LIMIT 1 FOR UPDATE SKIP LOCKED`;
    if (!run) return false;
    const next = Prisma.sql`SELECT * FROM "User" WHERE id > ${run.cursor}::uuid ORDER BY id`;
    const recipients = Prisma.sql`SELECT u.id FROM (${next} LIMIT ${STEP_USERS}::int) u WHERE ${isRecipient}`;
    await queueUserMails(tx, { kind, about: run.period }, recipients);
    await tx.$executeRaw`
      UPDATE "DigestRun" SET cursor = (SELECT id FROM (${next}) u OFFSET ${STEP_USERS - 1}::int LIMIT 1)
       WHERE kind = ${kind}::"UserMailKind" AND period = ${run.period}`;
    return true;
  });
}
