import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, type Cursor, NEWEST_FIRST, orderBy, toPage } from "@/lib/db/keyset";
import { onReplica } from "@/lib/db/replica";
import { filterCondition, type OutgoingFilter } from "@/lib/outgoing-receipts/filter";
import { COLUMNS, type KeyReceipt, type OutgoingReceipt, withErrors } from "@/lib/outgoing-receipts/get";
import type { ApiKey } from "@/lib/principal";

/**
 * The outgoing receipts that match a filter, newest first.
 * @param after the last receipt of the previous page, or null for the newest
 * @param size the maximum number of receipts in a page
 */
export async function listForKey(
  _key: ApiKey<"receipts:write">,
  filter: OutgoingFilter,
  after: Cursor | null,
  size: number,
): Promise<{ receipts: KeyReceipt[]; next: string | null }> {
  const found = await onReplica(
    (client) => client.$queryRaw<(OutgoingReceipt & { errors: unknown })[]>`
      SELECT ${COLUMNS}, r.errors FROM "OutgoingReceipt" r
       WHERE ${filterCondition(filter)} AND ${afterCursor(NEWEST_FIRST, after, "r.")}
       ORDER BY ${orderBy(NEWEST_FIRST, "r.")} LIMIT ${size + 1}`,
    db,
  );
  const { rows, next } = toPage(NEWEST_FIRST, found, size);
  return { receipts: rows.map(withErrors), next };
}
