import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, toPage } from "@/lib/db/keyset";
import { onReplica } from "@/lib/db/replica";
import type { ApiKey } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

export type KeyMerchant = {
  id: string;
  name: string;
  externalId: string | null;
  createdAt: Date;
  deletedAt: Date | null;
};

/**
 * A page of the merchants, newest first.
 * @param externalId lists only the merchant with this external ID
 * @param after the last merchant of the previous page, or null for the newest
 * @param size the maximum number of merchants in a page
 */
export async function listMerchantsForKey(
  _key: ApiKey<"merchants:read">,
  externalId: string | null,
  after: Cursor | null,
  size: number,
): Promise<{ rows: KeyMerchant[]; next: string | null }> {
  const condition = externalId === null ? Prisma.sql`TRUE` : Prisma.sql`"externalId" = ${externalId}`;
  const rows = await onReplica(
    (client) => client.$queryRaw<KeyMerchant[]>`
      SELECT id, name, "externalId", "createdAt", "deletedAt" FROM "Merchant"
       WHERE ${condition} AND ${afterCursor(NEWEST_FIRST, after)} ORDER BY ${orderBy(NEWEST_FIRST)} LIMIT ${size + 1}`,
    db,
  );
  return toPage(NEWEST_FIRST, rows, size);
}
