import "server-only";
import { storedFilterSchema } from "@/lib/connections/bulk-disconnect/stored-filter";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, toPage } from "@/lib/db/keyset";
import type { Staff } from "@/lib/principal";
import type { BulkAction, BulkState } from "@/prisma/generated/enums";

/** How many bulk disconnects a page shows. */
const LIMIT = 20;

type Row = {
  id: string;
  state: BulkState;
  action: BulkAction;
  filter: unknown;
  createdAt: Date;
  finishedAt: Date | null;
  startedBy: string | null;
  /** The name of the merchant that the filter selects. */
  business: string | null;
  connections: number;
  /** How many of the connections ReceiptHero has not confirmed yet. */
  ending: number;
};

/**
 * The bulk disconnects, newest first.
 * @param after the last bulk disconnect of the previous page; null for the newest
 */
export async function listBulkDisconnects(_staff: Staff, after: Cursor | null) {
  const rows = await db().$queryRaw<Row[]>`
    SELECT b.id, b.state, b.action, b.filter, b."createdAt", b."finishedAt", u.email AS "startedBy", m.name AS business,
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'bulk:' || b.id) AS connections,
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'bulk:' || b.id AND key = 'DISCONNECTING') AS ending
      FROM (SELECT * FROM "BulkDisconnect" WHERE ${afterCursor(NEWEST_FIRST, after)}
             ORDER BY ${orderBy(NEWEST_FIRST)} LIMIT ${LIMIT + 1}) b
      LEFT JOIN "User" u ON u.id = b."startedById"
      LEFT JOIN "Merchant" m ON m.id = (b.filter->>'merchant')::uuid
     ORDER BY ${orderBy(NEWEST_FIRST, "b.")}`;
  const page = toPage(NEWEST_FIRST, rows, LIMIT);
  const bulkDisconnects = page.rows.map((row) => ({
    ...row,
    filter: row.filter === null ? null : storedFilterSchema.parse(row.filter),
  }));
  return { bulkDisconnects, next: page.next };
}
