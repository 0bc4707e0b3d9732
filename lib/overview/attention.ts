import "server-only";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** How many of each kind are shown: those that wait longest. */
const SHOWN = 3;

/** Up to how many notifications that failed are counted; beyond that there are "more than". */
export const FAILED_COUNTED = 1_000;

export type UnhealthyConnection = {
  receiptheroId: string;
  label: string;
  business: string;
  since: Date;
  /** What went wrong, where that is known. */
  reason: string | null;
};

export type FailedNotification = {
  id: string;
  type: string;
  receiptheroId: string;
  since: Date;
  reason: string | null;
};

/**
 * The oldest of everything that somebody should look at: connections whose end waits for ReceiptHero, whose token it
 * no longer takes, or whose announced receipts do not come, and notifications that could not be processed. How many
 * connections there are of each is in the counters (lib/connections/search/count.ts).
 */
export async function needsAttention(_staff: Staff) {
  const [revoking, unauthorized, gap, failed, [counted]] = await Promise.all([
    oldest("revoking", Prisma.sql`c."revokingSince"`, Prisma.sql`c."revocationError"`),
    oldest("unauthorized", Prisma.sql`c."unauthorizedSince"`, Prisma.sql`c."unauthorizedReason"`),
    oldest("gap", Prisma.sql`c."gapFrom"`, Prisma.sql`NULL`),
    db().$queryRaw<FailedNotification[]>`
      SELECT id, type, "receiptheroId", "firstReceivedAt" AS since, error AS reason FROM "Notification"
       WHERE state = 'FAILED' ORDER BY "firstReceivedAt", id LIMIT ${SHOWN}`,
    db().$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM (SELECT FROM "Notification" WHERE state = 'FAILED' LIMIT ${FAILED_COUNTED + 1}) f`,
  ]);
  return { revoking, unauthorized, gap, notifications: { failed, count: counted?.n ?? 0 } };
}

/** The health is part of the query's text: only so does PostgreSQL know that the partial index serves. */
function oldest(health: "revoking" | "unauthorized" | "gap", since: Prisma.Sql, reason: Prisma.Sql) {
  return db().$queryRaw<UnhealthyConnection[]>`
    SELECT c."receiptheroId", c.label, m.name AS business, ${since} AS since, ${reason} AS reason
      FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE c.health = ${Prisma.raw(`'${health}'`)} ORDER BY ${since} LIMIT ${SHOWN}`;
}
