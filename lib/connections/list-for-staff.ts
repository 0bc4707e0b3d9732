import "server-only";
import type { ConnectionFilter } from "@/lib/connections/search/filter";
import { type ConnectionPage, type SearchedColumns, searchConnections } from "@/lib/connections/search/search";
import type { Sort } from "@/lib/connections/search/sorts";
import type { Staff } from "@/lib/principal";
import { type Connection, Prisma } from "@/prisma/generated/client";

type Shown = "receiptheroId" | "label" | "health" | "scopes" | "connectedAt" | "lastNotificationAt";
export type ListedConnection = Pick<Connection, Shown | "disconnectingSince" | "revocationError"> & {
  business: string;
  externalId: string | null;
  /** Of the connection and of its merchant. */
  tags: string[];
  /** Read only when its column is shown, because it may be long. */
  metadata: Record<string, unknown> | null;
};

/** `after` and `before` are cursors: of the last row before the page, or of the first row after it. */
type StaffQuery = { sort: Sort; after: string | null; before: string | null; columns: readonly string[] };

/** A page of the staff's list. */
export function listConnectionsForStaff(
  staff: Staff,
  filter: ConnectionFilter,
  { columns, ...view }: StaffQuery,
): Promise<ConnectionPage<ListedConnection>> {
  return searchConnections(staff, filter, { ...view, shown: listedColumns(columns.includes("metadata")) });
}

/** The columns of the staff's list, for a search. */
export function listedColumns(withMetadata: boolean): SearchedColumns<ListedConnection> {
  const metadata = withMetadata ? Prisma.sql`c."partnerMetadata"` : Prisma.sql`NULL`;
  return {
    sql: Prisma.sql`
      c."receiptheroId", m.name AS business, m."externalId", c.label, c.health, c.scopes, c."connectedAt",
      c."lastNotificationAt", m.tags || c.tags AS tags, ${metadata} AS metadata, c."disconnectingSince", c."revocationError"`,
  };
}
