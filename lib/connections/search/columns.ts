import "server-only";
import { type Connection, Prisma } from "@/prisma/generated/client";

/**
 * The columns that a search reads for the rows of its page, as SQL about the connection `c` and its merchant `m`.
 * @property row never set: it tells the compiler what a row has
 */
export type Columns<Row> = { sql: Prisma.Sql; row?: Row };

type Shown = "receiptheroId" | "label" | "health" | "scopes" | "connectedAt" | "lastNotificationAt";
export type ListedConnection = Pick<Connection, Shown | "disconnectingSince" | "revocationError"> & {
  business: string;
  externalId: string | null;
  /** Read only when its column is shown, because it may be long. */
  metadata: Record<string, unknown> | null;
};

/** The columns of the staff's list. */
export function listedColumns(withMetadata: boolean): Columns<ListedConnection> {
  const metadata = withMetadata ? Prisma.sql`c."partnerMetadata"` : Prisma.sql`NULL`;
  return {
    sql: Prisma.sql`
      c."receiptheroId", m.name AS business, m."externalId", c.label, c.health, c.scopes, c."connectedAt",
      c."lastNotificationAt", ${metadata} AS metadata, c."disconnectingSince", c."revocationError"`,
  };
}
