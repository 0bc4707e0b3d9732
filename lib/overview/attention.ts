import "server-only";
import { db } from "@/lib/db/client";
import { APPROVAL_HOURS } from "@/lib/lifetimes";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** How many of each kind are shown: the oldest ones. */
const SHOWN = 5;

/** Failed notifications and outgoing receipts are counted up to this number. One more means "more than". */
export const FAILED_COUNTED = 1_000;

type UnhealthyConnection = {
  receiptheroId: string;
  label: string;
  business: string;
  since: Date;
  /** The cause, if it is known. */
  reason: string | null;
};

export type FailedNotification = {
  id: string;
  type: string;
  receiptheroId: string;
  /** Of the connection, if it is known. */
  label: string | null;
  business: string | null;
  since: Date;
  reason: string | null;
};

/** A bulk disconnect that waits for a second admin. */
type AskedBulk = { id: string; connections: number; askedBy: string | null; since: Date };

type UnsentReceipt = { id: string; business: string | null; since: Date; reason: string | null };

/**
 * The oldest items that need attention: connections whose disconnect waits for ReceiptHero, whose token is refused, or
 * whose receipts are overdue, bulk disconnects that wait for a second admin, failed notifications, and outgoing receipts
 * that failed or are in doubt. The counters have the number of connections of each kind
 * (lib/connections/search/count.ts).
 */
export async function needsAttention(_staff: Staff) {
  const [disconnecting, unauthorized, overdue, failed, [counted], receiptsFailed, receiptsInDoubt, bulkAsked] =
    await Promise.all([
      oldest("disconnecting", Prisma.sql`c."disconnectingSince"`, Prisma.sql`c."revocationError"`),
      oldest("unauthorized", Prisma.sql`c."unauthorizedSince"`, Prisma.sql`c."unauthorizedReason"`),
      oldest("overdue", Prisma.sql`c."overdueFrom"`, Prisma.sql`NULL`),
      db().$queryRaw<FailedNotification[]>`
      SELECT n.id, n.type, n."receiptheroId", c.label, m.name AS business, n."firstReceivedAt" AS since, n.error AS reason
        FROM (SELECT * FROM "Notification" WHERE state = 'FAILED' ORDER BY "firstReceivedAt", id LIMIT ${SHOWN}) n
             LEFT JOIN "Connection" c USING ("receiptheroId") LEFT JOIN "Merchant" m ON m.id = c."merchantId"
       ORDER BY n."firstReceivedAt", n.id`,
      db().$queryRaw<{ n: number }[]>`
      SELECT count(*)::int AS n FROM (SELECT FROM "Notification" WHERE state = 'FAILED' LIMIT ${FAILED_COUNTED + 1}) f`,
      unsentReceipts("FAILED"),
      unsentReceipts("IN_DOUBT"),
      askedBulks(),
    ]);
  const notifications = { failed, count: counted?.n ?? 0 };
  return { disconnecting, unauthorized, overdue, notifications, receiptsFailed, receiptsInDoubt, bulkAsked };
}

/** The health is a literal in the query's text. With a parameter, PostgreSQL could not use the partial index. */
function oldest(health: "disconnecting" | "unauthorized" | "overdue", since: Prisma.Sql, reason: Prisma.Sql) {
  return db().$queryRaw<UnhealthyConnection[]>`
    SELECT c."receiptheroId", c.label, m.name AS business, ${since} AS since, ${reason} AS reason
      FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE c.health = ${Prisma.raw(`'${health}'`)} ORDER BY ${since} LIMIT ${SHOWN}`;
}

async function unsentReceipts(state: "FAILED" | "IN_DOUBT") {
  const isState = Prisma.raw(`state = '${state}'`);
  const items = await db().$queryRaw<UnsentReceipt[]>`
    SELECT r.id, m.name AS business, r."finishedAt" AS since, r.problem AS reason
      FROM (SELECT * FROM "OutgoingReceipt" WHERE ${isState} ORDER BY "createdAt", id DESC LIMIT ${SHOWN}) r
           LEFT JOIN "Merchant" m ON m.id = r."merchantId" ORDER BY r."createdAt"`;
  const [counted] = await db().$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM (SELECT FROM "OutgoingReceipt" WHERE ${isState} LIMIT ${FAILED_COUNTED + 1}) f`;
  return { items, count: counted?.n ?? 0 };
}

async function askedBulks() {
  const rows = await db().$queryRaw<(AskedBulk & { count: number })[]>`
    SELECT b.id, b."confirmedCount" AS connections, u.email AS "askedBy", b."createdAt" AS since, (count(*) OVER ())::int AS count
      FROM "BulkDisconnect" b LEFT JOIN "User" u ON u.id = b."startedById"
     WHERE b.state = 'ASKED' AND b."createdAt" > now() - make_interval(hours => ${APPROVAL_HOURS}::int)
     ORDER BY b."createdAt", b.id LIMIT ${SHOWN}`;
  return { items: rows.map(({ count: _, ...item }): AskedBulk => item), count: rows[0]?.count ?? 0 };
}
