import "server-only";
import { db } from "@/lib/db/client";
import { containsPattern } from "@/lib/db/conditions";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, PAGE_SIZE, toPage } from "@/lib/db/keyset";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** Members and connections of a merchant are counted up to this number. One more means "more than". */
export const MOST_COUNTED = 999;

type MerchantRow = {
  id: string;
  name: string;
  externalId: string | null;
  createdAt: Date;
  deletedAt: Date | null;
  members: number;
  connections: number;
};

type MerchantQuery = { search: string; after: Cursor | null };

/**
 * A page of the merchants, newest first.
 * @param query `search`: a substring of the name, ignored if it has fewer than three characters, or a whole external ID
 * @returns `connections` counts those that are not disconnected; both counts stop at one more than `MOST_COUNTED`
 */
export async function listMerchants(_staff: Staff, { search, after }: MerchantQuery) {
  const pattern = containsPattern(search);
  const condition = pattern ? Prisma.sql`(t.name ILIKE ${pattern} OR t."externalId" = ${search})` : Prisma.sql`TRUE`;
  const most = MOST_COUNTED + 1;
  const rows = await db().$queryRaw<MerchantRow[]>`
    SELECT t.id, t.name, t."externalId", t."createdAt", t."deletedAt", members.n AS members, connections.n AS connections
      FROM (SELECT * FROM "Merchant" t WHERE ${condition} AND ${afterCursor(NEWEST_FIRST, after, "t.")}
             ORDER BY ${orderBy(NEWEST_FIRST, "t.")} LIMIT ${PAGE_SIZE + 1}) t,
           LATERAL (SELECT count(*)::int AS n FROM
             (SELECT 1 FROM "Member" WHERE "merchantId" = t.id LIMIT ${most}) one) members,
           LATERAL (SELECT count(*)::int AS n FROM
             (SELECT 1 FROM "Connection" WHERE "merchantId" = t.id AND status <> 'DISCONNECTED' LIMIT ${most}) one) connections
     ORDER BY ${orderBy(NEWEST_FIRST, "t.")}`;
  return toPage(NEWEST_FIRST, rows);
}
