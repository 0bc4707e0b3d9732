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

/**
 * Two conditions for a user `u`, in SQL. A step walks the users for whom `among` holds, which their rows alone show, and
 * queues for those of them for whom `isRecipient` holds. So the few staff do not wait until a million users were looked at.
 */
type Audience = { among: Prisma.Sql; isRecipient: Prisma.Sql };

/** The staff who may sign in. */
const STAFF: Audience = {
  among: Prisma.sql`u.role <> 'MERCHANT' AND u."disabledAt" IS NULL`,
  isRecipient: Prisma.sql`TRUE`,
};

/** The users who have a business with a quiet or overdue connection about which they can act. */
const CONCERNED: Audience = {
  among: Prisma.sql`u."disabledAt" IS NULL AND u."mailsWeeklyDigest"`,
  isRecipient: Prisma.sql`EXISTS (
    SELECT FROM "Member" b JOIN "Connection" c ON c."merchantId" = b."merchantId"
     WHERE b."userId" = u.id AND b.role <> 'READER' AND c.health IN ('quiet', 'overdue'))`,
};

/**
 * Queues the digests of today and of this week, once their hour has come. If all servers were down at that hour, they come
 * later that day or week. Several servers may run this at once.
 */
export async function queueDigests(): Promise<void> {
  await queueDigest("STAFF_DIGEST", Prisma.sql`'day'`, STAFF);
  await queueDigest("WEEKLY_DIGEST", Prisma.sql`'week'`, CONCERNED);
}

async function queueDigest(kind: DigestKind, unit: Prisma.Sql, audience: Audience): Promise<void> {
  await db().$executeRaw`
    INSERT INTO "DigestRun" (kind, period, cursor)
    SELECT ${kind}::"UserMailKind", to_char(start, 'YYYY-MM-DD'), ${START}::uuid
      FROM date_trunc(${unit}, now() AT TIME ZONE 'UTC') start
     WHERE now() AT TIME ZONE 'UTC' >= start + make_interval(hours => ${DIGEST_HOUR}::int)
    ON CONFLICT DO NOTHING`;
  for (let step = 0; step < STEPS_PER_SWEEP; step++) if (!(await queueStep(kind, audience))) break;
}

/** Queues a digest for the recipients among the next users. @returns false when all are done, or another server is at it */
function queueStep(kind: DigestKind, { among, isRecipient }: Audience): Promise<boolean> {
  return db().$transaction(async (tx) => {
    const [run] = await tx.$queryRaw<{ period: string; cursor: string }[]>`
      SELECT period, cursor FROM "DigestRun" WHERE kind = ${kind}::"UserMailKind" AND cursor IS NOT NULL
       ORDER BY period LIMIT 1 FOR UPDATE SKIP LOCKED`;
    if (!run) return false;
    const next = Prisma.sql`SELECT u.id FROM "User" u WHERE u.id > ${run.cursor}::uuid AND ${among} ORDER BY u.id`;
    const recipients = Prisma.sql`SELECT u.id FROM (${next} LIMIT ${STEP_USERS}::int) u WHERE ${isRecipient}`;
    await queueUserMails(tx, { kind, about: run.period }, recipients);
    await tx.$executeRaw`
      UPDATE "DigestRun" SET cursor = (SELECT id FROM (${next}) u OFFSET ${STEP_USERS - 1}::int LIMIT 1)
       WHERE kind = ${kind}::"UserMailKind" AND period = ${run.period}`;
    return true;
  });
}
