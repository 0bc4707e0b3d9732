import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, orderBy, toPage } from "@/lib/db/keyset";
import { onReplica } from "@/lib/db/replica";
import { MAX_SHOP_NAME, nameOrNull } from "@/lib/forms/fields";
import type { ApiKey } from "@/lib/principal";
import { RECEIPT_ORDER } from "@/lib/receipts/list";

/** A receipt as it was announced: of its content only the shop's name is stored. */
export type AnnouncedReceipt = {
  receiptId: string;
  shopName: string | null;
  firstSeenAt: Date;
  announcedAt: Date | null;
  readyAt: Date | null;
};

/**
 * The receipts of a connection, newest first.
 * @param after the last receipt of the previous page, or null for the newest
 * @param size the maximum number of receipts in a page
 * @returns null when there is no such connection
 */
export async function listReceiptsForKey(
  _key: ApiKey<"receipts:read">,
  receiptheroId: string,
  after: Cursor | null,
  size: number,
): Promise<{ receipts: AnnouncedReceipt[]; next: string | null } | null> {
  const found = await onReplica(
    (client) => client.$queryRaw<AnnouncedReceipt[]>`
      SELECT r."receiptId", r."shopName", r."firstSeenAt", r."announcedAt", r."readyAt" FROM "Receipt" r
       WHERE r."receiptheroId" = ${receiptheroId} AND ${afterCursor(RECEIPT_ORDER, after, "r.")}
       ORDER BY ${orderBy(RECEIPT_ORDER, "r.")} LIMIT ${size + 1}`,
    db,
  );
  if (found.length === 0 && (await db().connection.count({ where: { receiptheroId } })) === 0) return null;
  const { rows, next } = toPage(RECEIPT_ORDER, found, size);
  return { receipts: rows.map((row) => ({ ...row, shopName: nameOrNull(row.shopName, MAX_SHOP_NAME) })), next };
}
