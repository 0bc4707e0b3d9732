import "server-only";
import { readTogether } from "@/lib/db/together";
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
  const found = await readTogether<{
    disconnecting: UnhealthyConnection;
    unauthorized: UnhealthyConnection;
    overdue: UnhealthyConnection;
    failed: FailedNotification;
    counts: Counts;
    receiptsFailed: UnsentReceipt;
    receiptsInDoubt: UnsentReceipt;
    bulks: AskedBulk & { count: number };
  }>({
    disconnecting: oldest("disconnecting", Prisma.sql`c."disconnectingSince"`, Prisma.sql`c."revocationError"`),
    unauthorized: oldest("unauthorized", Prisma.sql`c."unauthorizedSince"`, Prisma.sql`c."unauthorizedReason"`),
    overdue: oldest("overdue", Prisma.sql`c."overdueFrom"`, Prisma.sql`NULL`),
    failed: FAILED_NOTIFICATIONS,
    counts: Prisma.sql`
      SELECT ${countOf(Prisma.sql`"Notification" WHERE state = 'FAILED'`)} AS notifications,
             ${countOf(Prisma.sql`"OutgoingReceipt" WHERE state = 'FAILED'`)} AS "receiptsFailed",
             ${countOf(Prisma.sql`"OutgoingReceipt" WHERE state = 'IN_DOUBT'`)} AS "receiptsInDoubt"`,
    receiptsFailed: unsentReceipts(Prisma.sql`state = 'FAILED'`),
    receiptsInDoubt: unsentReceipts(Prisma.sql`state = 'IN_DOUBT'`),
    bulks: ASKED_BULKS,
  });
  const [counts] = found.counts as [Counts];
  return {
    disconnecting: found.disconnecting.map(withDate),
    unauthorized: found.unauthorized.map(withDate),
    overdue: found.overdue.map(withDate),
    notifications: { failed: found.failed.map(withDate), count: counts.notifications },
    receiptsFailed: { items: found.receiptsFailed.map(withDate), count: counts.receiptsFailed },
    receiptsInDoubt: { items: found.receiptsInDoubt.map(withDate), count: counts.receiptsInDoubt },
    bulkAsked: {
      items: found.bulks.map(({ count: _, ...item }): AskedBulk => withDate(item)),
      count: found.bulks[0]?.count ?? 0,
    },
  };
}

/** The number of each, up to one more than `FAILED_COUNTED`. */
type Counts = Record<"notifications" | "receiptsFailed" | "receiptsInDoubt", number>;

const countOf = (rows: Prisma.Sql) =>
  Prisma.sql`(SELECT count(*)::int FROM (SELECT FROM ${rows} LIMIT ${FAILED_COUNTED + 1}) counted)`;

/** A row with its time, which came as text. */
const withDate = <Row extends { since: Date }>(row: Row): Row => ({ ...row, since: new Date(row.since) });

/** The health is a literal in the query's text. With a parameter, PostgreSQL could not use the partial index. */
function oldest(health: "disconnecting" | "unauthorized" | "overdue", since: Prisma.Sql, reason: Prisma.Sql) {
  return Prisma.sql`
    SELECT c."receiptheroId", c.label, m.name AS business, ${since} AS since, ${reason} AS reason
      FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId"
     WHERE c.health = ${Prisma.raw(`'${health}'`)} ORDER BY ${since} LIMIT ${SHOWN}`;
}

const FAILED_NOTIFICATIONS = Prisma.sql`
  SELECT n.id, n.type, n."receiptheroId", c.label, m.name AS business, n."firstReceivedAt" AS since, n.error AS reason
    FROM (SELECT * FROM "Notification" WHERE state = 'FAILED' ORDER BY "firstReceivedAt", id LIMIT ${SHOWN}) n
         LEFT JOIN "Connection" c USING ("receiptheroId") LEFT JOIN "Merchant" m ON m.id = c."merchantId"
   ORDER BY n."firstReceivedAt", n.id`;

function unsentReceipts(isState: Prisma.Sql) {
  return Prisma.sql`
    SELECT r.id, m.name AS business, r."finishedAt" AS since, r.problem AS reason
      FROM (SELECT * FROM "OutgoingReceipt" WHERE ${isState} ORDER BY "createdAt", id DESC LIMIT ${SHOWN}) r
           LEFT JOIN "Merchant" m ON m.id = r."merchantId" ORDER BY r."createdAt"`;
}

const ASKED_BULKS = Prisma.sql`
  SELECT b.id, b."confirmedCount" AS connections, u.email AS "askedBy", b."createdAt" AS since, (count(*) OVER ())::int AS count
    FROM "BulkDisconnect" b LEFT JOIN "User" u ON u.id = b."startedById"
   WHERE b.state = 'ASKED' AND b."createdAt" > now() - make_interval(hours => ${APPROVAL_HOURS}::int)
   ORDER BY b."createdAt", b.id LIMIT ${SHOWN}`;
