import "server-only";
import { allStaff } from "@/lib/alarms/raise";
import { db, type Transaction } from "@/lib/db/client";
import { DIGEST_HOUR } from "@/lib/lifetimes";
import { queueUserMails } from "@/lib/user-mails/queue";
import { Prisma } from "@/prisma/generated/client";

type DigestKind = "STAFF_DIGEST" | "WEEKLY_DIGEST";

/** SQL: the users whose businesses have a quiet or overdue connection about which they can act. */
const concerned = Prisma.sql`
  SELECT DISTINCT u.id FROM "Connection" c
    JOIN "Member" b ON b."merchantId" = c."merchantId" AND b.role <> 'READER'
    JOIN "User" u ON u.id = b."userId" AND u."disabledAt" IS NULL AND u."mailsWeeklyDigest"
   WHERE c.health IN ('quiet', 'overdue')`;

/**
 * Queues the digests of today and of this week, if their hour has come and no server has queued them. If all servers were
 * down at that hour, they come later that day or week.
 */
export async function queueDigests(): Promise<void> {
  await queueOnce("STAFF_DIGEST", Prisma.sql`'day'`, allStaff);
  await queueOnce("WEEKLY_DIGEST", Prisma.sql`'week'`, concerned);
}

async function queueOnce(kind: DigestKind, unit: Prisma.Sql, users: Prisma.Sql): Promise<void> {
  await db().$transaction(async (tx) => {
    const period = await begin(tx, kind, unit);
    if (period !== null) await queueUserMails(tx, { kind, about: period }, users);
  });
}

/** @returns the first day of the period, or null when it is not time yet, or its digest was queued */
async function begin(tx: Transaction, kind: DigestKind, unit: Prisma.Sql): Promise<string | null> {
  const [begun] = await tx.$queryRaw<{ period: string }[]>`
    INSERT INTO "DigestRun" (kind, period)
    SELECT ${kind}::"UserMailKind", to_char(start, 'YYYY-MM-DD') FROM date_trunc(${unit}, now() AT TIME ZONE 'UTC') start
     WHERE now() AT TIME ZONE 'UTC' >= start + make_interval(hours => ${DIGEST_HOUR}::int)
    ON CONFLICT DO NOTHING RETURNING period`;
  return begun?.period ?? null;
}
