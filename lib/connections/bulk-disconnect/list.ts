import "server-only";
import { storedFilterSchema } from "@/lib/connections/search/filter";
import { db } from "@/lib/db/client";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { BulkState } from "@/prisma/generated/enums";

/** How many bulk disconnects a page shows. */
const LIMIT = 20;

type Row = {
  id: string;
  state: BulkState;
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
 * @param before the id of the last bulk disconnect on the previous page
 */
export async function listBulkRevocations(_staff: Staff, before: string | null) {
  const rows = await db().$queryRaw<Row[]>`
    SELECT b.id, b.state, b.filter, b."createdAt", b."finishedAt", u.email AS "startedBy", m.name AS business,
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'bulk:' || b.id) AS connections,
           (SELECT coalesce(sum(delta), 0)::int FROM "Counter" WHERE scope = 'bulk:' || b.id AND key = 'ENDING') AS ending
      FROM (SELECT * FROM "BulkRevocation" ${before === null ? Prisma.empty : olderThan(before)}
             ORDER BY "createdAt" DESC, id LIMIT ${LIMIT + 1}) b
      LEFT JOIN "User" u ON u.id = b."startedById"
      LEFT JOIN "Merchant" m ON m.id = (b.filter->>'merchant')::uuid
     ORDER BY b."createdAt" DESC, b.id`;
  const orders = rows
    .slice(0, LIMIT)
    .map((row) => ({ ...row, filter: row.filter === null ? null : storedFilterSchema.parse(row.filter) }));
  return { orders, next: rows.length > LIMIT ? (orders.at(-1)?.id ?? null) : null };
}

function olderThan(id: string): Prisma.Sql {
  const createdAt = Prisma.sql`(SELECT "createdAt" FROM "BulkRevocation" WHERE id = ${id}::uuid)`;
  // The first condition repeats part of the second, because the index cannot use the second alone.
  return Prisma.sql`WHERE "createdAt" <= ${createdAt} AND ("createdAt" < ${createdAt} OR id > ${id}::uuid)`;
}
