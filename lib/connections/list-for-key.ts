import "server-only";
import { type KeyConnection, keySelect } from "@/lib/connections/get-for-key";
import { type ConnectionFilter, NO_FILTER } from "@/lib/connections/search/filter";
import { LIMITS } from "@/lib/connections/search/limits";
import { searchConnections } from "@/lib/connections/search/search";
import { orderOf } from "@/lib/connections/search/sort-order";
import { db } from "@/lib/db/client";
import { decodeCursor } from "@/lib/db/keyset";
import type { ApiKey } from "@/lib/principal";

/** `externalId` is the partner's own identifier for the merchant. `limit` is the size of a page, at most 200. */
type KeyQuery = {
  filter: Partial<ConnectionFilter>;
  externalId: string | null;
  updatedSince: Date | null;
  limit: number;
  cursor: string | null;
};

/**
 * A page of the connections that match, using the search of the staff's list. Newest first; with `updatedSince`, the
 * least recently updated come first.
 * @returns null when the cursor belongs to another order
 */
export async function listConnectionsForKey(
  key: ApiKey<"connections:read">,
  { filter, externalId, updatedSince, limit, cursor }: KeyQuery,
): Promise<{ connections: KeyConnection[]; next: string | null } | null> {
  const sort = updatedSince ? "updatedAt" : "-connectedAt";
  if (cursor !== null && !decodeCursor(orderOf(sort).keys, cursor)) return null;
  const merchant =
    externalId === null ? null : await db().merchant.findUnique({ where: { externalId }, select: { id: true } });
  const isOther = filter.merchant && merchant && filter.merchant !== merchant.id;
  if (externalId !== null && (!merchant || isOther)) return { connections: [], next: null };

  const { connections: found, next } = await searchConnections(
    key,
    { ...NO_FILTER, ...filter, ...(merchant && { merchant: merchant.id }) },
    { sort, after: cursor, before: null, withMetadata: false, ...(updatedSince && { updatedSince }) },
    { ...LIMITS, page: limit },
  );
  const ids = found.map(({ receiptheroId }) => receiptheroId);
  const rows = await db().connection.findMany({ where: { receiptheroId: { in: ids } }, select: keySelect });
  const byId = new Map(rows.map((row) => [row.receiptheroId, row]));
  return { connections: ids.flatMap((id) => byId.get(id) ?? []), next };
}
