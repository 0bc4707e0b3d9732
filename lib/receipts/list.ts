import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, orderBy, TEXT, TIME, toPage } from "@/lib/db/keyset";
import { MAX_SHOP_NAME, nameOrNull } from "@/lib/forms/fields";
import type { Viewer } from "@/lib/principal";
import { matches, type ReceiptFilter } from "@/lib/receipts/filter";
import { type ReceiptState, receiptState } from "@/lib/receipts/state";

/** The order of a connection's receipts, newest first. */
export const RECEIPT_ORDER = [
  { name: "firstSeenAt", ...TIME, descending: true },
  { name: "receiptId", ...TEXT },
] as const;

/** How many receipts a connection's own page shows. */
export const NEWEST_RECEIPTS = 5;

export type ListedReceipt = { receiptId: string; shopName: string | null; firstSeenAt: Date; state: ReceiptState };

/** The receipts of a page, newest first, and the cursor of the next page, if there is one. */
export type ReceiptPage = { receipts: ListedReceipt[]; next: string | null };

/**
 * The receipts of one of the merchant's connections. For another merchant's connection the list is empty.
 * @param filter which of them are listed
 * @param after the last receipt of the previous page, or null for the newest
 * @param size the maximum number of receipts in a page
 */
export async function listReceipts(
  viewer: Viewer,
  receiptheroId: string,
  filter: ReceiptFilter,
  after: Cursor | null,
  size: number,
): Promise<ReceiptPage> {
  const found = await db().$queryRaw<ListedReceipt[]>`
    SELECT r."receiptId", r."shopName", r."firstSeenAt", ${receiptState} AS state
      FROM "Receipt" r JOIN "Connection" c USING ("receiptheroId")
     WHERE r."receiptheroId" = ${receiptheroId} AND c."merchantId" = ${viewer.merchant.id}::uuid
       AND ${matches(filter)} AND ${afterCursor(RECEIPT_ORDER, after, "r.")}
     ORDER BY ${orderBy(RECEIPT_ORDER, "r.")} LIMIT ${size + 1}`;
  const { rows, next } = toPage(RECEIPT_ORDER, found, size);
  return { receipts: rows.map((row) => ({ ...row, shopName: nameOrNull(row.shopName, MAX_SHOP_NAME) })), next };
}
