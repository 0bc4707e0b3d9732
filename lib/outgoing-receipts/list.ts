import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import { filterCondition, type PublicState } from "@/lib/outgoing-receipts/filter";
import { COLUMNS, type OutgoingReceipt } from "@/lib/outgoing-receipts/get";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** The search of staff. @property q the ID of an outgoing receipt, or a ReceiptHero ID */
export type StaffFilter = { state: PublicState | null; q: string | null };

/** @property business null when tokens name the recipient */
export type ListedOutgoingReceipt = OutgoingReceipt & { business: string | null };

/**
 * A page of the outgoing receipts that match, newest first.
 * @param after the last receipt of the previous page; null for the newest
 * @param size the maximum number of receipts in a page
 */
export async function listOutgoingReceipts(
  _staff: Staff,
  filter: StaffFilter,
  after: Cursor | null,
  size = PAGE_SIZE,
): Promise<{ rows: ListedOutgoingReceipt[]; next: string | null }> {
  const found = await db().$queryRaw<ListedOutgoingReceipt[]>`
    SELECT found.*, m.name AS business
      FROM (SELECT ${COLUMNS}, r."merchantId" FROM "OutgoingReceipt" r
             WHERE ${await matchCondition(filter)} AND ${afterCursor(NEWEST_FIRST, after, "r.")}
             ORDER BY ${orderBy(NEWEST_FIRST, "r.")} LIMIT ${size + 1}) found
           LEFT JOIN "Merchant" m ON m.id = found."merchantId"
     ORDER BY ${orderBy(NEWEST_FIRST)}`;
  return toPage(NEWEST_FIRST, found, size);
}

/**
 * The filter of staff as an SQL condition. A ReceiptHero ID may look like the ID of an outgoing receipt, which is tried
 * first.
 * @returns an expression over `r`, a row of "OutgoingReceipt"
 */
export async function matchCondition({ state, q }: StaffFilter): Promise<Prisma.Sql> {
  const isOurs =
    q !== null && z.uuid().safeParse(q).success && (await db().outgoingReceipt.count({ where: { id: q } })) > 0;
  const condition = filterCondition({ state, receiptheroId: isOurs ? null : q });
  return isOurs ? Prisma.sql`${condition} AND r.id = ${q}::uuid` : condition;
}
