import "server-only";
import { type KeyConnection, keySelect } from "@/lib/connections/get-for-key";
import { type ConnectionFilter, NO_FILTER } from "@/lib/connections/search/filter";
import { LIMITS } from "@/lib/connections/search/limits";
import { type SearchedColumns, searchConnections } from "@/lib/connections/search/search";
import { orderOf } from "@/lib/connections/search/sort-order";
import { db } from "@/lib/db/client";
import { decodeCursor } from "@/lib/db/keyset";
import type { ApiKey } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";

/** `externalId` is the partner's own identifier for the merchant. `limit` is the size of a page, at most 200. */
type KeyQuery = {
  filter: Partial<ConnectionFilter>;
  externalId: string | null;
  updatedSince: Date | null;
  limit: number;
  cursor: string | null;
};

type Row = Omit<KeyConnection, "merchant"> & {
  merchantId: string;
  merchantName: string;
  externalId: string | null;
  merchantDeletedAt: Date | null;
};

const { merchant: _, ...OWN } = keySelect;

/** `keySelect` as SQL: Prisma would read the page's connections and merchants again, which costs as much as the search. */
const SHOWN: SearchedColumns<Row> = {
  sql: Prisma.sql`${Prisma.raw(
    Object.keys(OWN)
      .map((name) => `c."${name}"`)
      .join(", "),
  )}, m.id AS "merchantId", m.name AS "merchantName", m."externalId", m."deletedAt" AS "merchantDeletedAt"`,
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
  if (cursor !== null && !decodeCursor(orderOf(sort, []).keys, cursor)) return null;
  const merchant =
    externalId === null ? null : await db().merchant.findUnique({ where: { externalId }, select: { id: true } });
  const isOther = filter.merchant && merchant && filter.merchant !== merchant.id;
  if (externalId !== null && (!merchant || isOther)) return { connections: [], next: null };

  const { connections, next } = await searchConnections(
    key,
    { ...NO_FILTER, ...filter, ...(merchant && { merchant: merchant.id }) },
    { sort, after: cursor, before: null, shown: SHOWN, ...(updatedSince && { updatedSince }) },
    { ...LIMITS, page: limit },
  );
  return { connections: connections.map(toKeyConnection), next };
}

function toKeyConnection({ merchantId, merchantName, externalId, merchantDeletedAt, ...own }: Row): KeyConnection {
  return { ...own, merchant: { id: merchantId, name: merchantName, externalId, deletedAt: merchantDeletedAt } };
}
