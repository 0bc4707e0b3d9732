import "server-only";
import { findFew, lookupsFor } from "@/lib/connections/search/candidates";
import { type Condition, conditionsOf, matching } from "@/lib/connections/search/conditions";
import { LIMITS } from "@/lib/connections/search/limits";
import type { Selection } from "@/lib/connections/selection";
import { withIndexScansOnly } from "@/lib/db/index-scans";
import { Prisma } from "@/prisma/generated/client";
import type { ConnectionHealth, ConnectionStatus, DisconnectedBy } from "@/prisma/generated/enums";

/** How many rows one query examines. */
const BATCH = 2_000;

/** The exported fields of a connection. The token is never read. */
export type ExportedConnection = {
  business: string;
  externalId: string | null;
  label: string;
  receiptheroId: string;
  status: ConnectionStatus;
  health: ConnectionHealth;
  scopes: string[];
  connectedAt: Date;
  modifiedAt: Date | null;
  disconnectedAt: Date | null;
  disconnectedBy: DisconnectedBy | null;
  lastNotificationAt: Date | null;
  metadata: unknown;
  tags: string[];
  /** Those of the merchant, which its connections have, too. */
  merchantTags: string[];
};

/**
 * Every connection of a selection, in batches by id. One batch is in memory at a time, and no transaction waits for a
 * slow client. A row that exists during the whole export appears exactly once.
 */
export async function* exportConnections(selection: Selection): AsyncGenerator<ExportedConnection[]> {
  if ("ids" in selection) return yield* readFew(selection.ids);
  const conditions = conditionsOf(selection.filter);
  const few = await withIndexScansOnly(async (tx) => findFew(tx, await lookupsFor(tx, conditions), LIMITS));
  if (few) return yield* readFew(few);

  for (let next = await readNext(conditions, ""); next; next = await readNext(conditions, next.end)) yield next.rows;
}

const COLUMNS = Prisma.sql`
  m.name AS business, m."externalId", c.label, c."receiptheroId", c.status, c.health, c.scopes, c."connectedAt", c."modifiedAt",
  c."disconnectedAt", c."disconnectedBy", c."lastNotificationAt", c."partnerMetadata" AS metadata,
  c.tags, m.tags AS "merchantTags"`;

async function* readFew(ids: string[]): AsyncGenerator<ExportedConnection[]> {
  const sorted = [...new Set(ids)].toSorted();
  for (let start = 0; start < sorted.length; start += BATCH) {
    const batch = sorted.slice(start, start + BATCH);
    yield await withIndexScansOnly(
      (tx) => tx.$queryRaw<ExportedConnection[]>`
        SELECT ${COLUMNS} FROM unnest(${batch}::text[]) found (id)
          JOIN "Connection" c ON c."receiptheroId" = found.id JOIN "Merchant" m ON m.id = c."merchantId"
         ORDER BY c."receiptheroId"`,
    );
  }
}

/** The matches among the next ids, and the last of these ids; null when there are no more. */
function readNext(conditions: Condition[], after: string): Promise<{ rows: ExportedConnection[]; end: string } | null> {
  return withIndexScansOnly(async (tx) => {
    const [{ end }] = await tx.$queryRaw<[{ end: string | null }]>`
      SELECT max("receiptheroId") AS end
        FROM (SELECT "receiptheroId" FROM "Connection" WHERE "receiptheroId" > ${after}
               ORDER BY "receiptheroId" LIMIT ${BATCH}::int) next`;
    if (end === null) return null;
    const rows = await tx.$queryRaw<ExportedConnection[]>`
      SELECT ${COLUMNS}
        FROM (SELECT c.* ${matching(conditions)} AND c."receiptheroId" > ${after} AND c."receiptheroId" <= ${end}) c
        JOIN "Merchant" m ON m.id = c."merchantId"
       ORDER BY c."receiptheroId"`;
    return { rows, end };
  });
}
