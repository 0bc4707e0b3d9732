import "server-only";
import { z } from "zod";
import { type Scope, scopes } from "@/lib/receipthero/scopes";
import { Prisma } from "@/prisma/generated/client";
import { ConnectionHealth, ConnectionStatus } from "@/prisma/generated/enums";

/** Fewer characters than this have no trigram, and no index would help to find them. */
export const MIN_SEARCH = 3;

const day = z.iso.date();

/** Which connections a list, an export or an order in bulk is about. What is null narrows nothing. */
export const connectionFilterSchema = z.object({
  /** A part of the business's name, an address, the label, the id or a `key:value` of the metadata. */
  q: z.string().trim().max(200).nullable(),
  status: z.enum(ConnectionStatus).nullable(),
  health: z.enum(ConnectionHealth).nullable(),
  scope: z.enum(scopes).nullable(),
  /** Connected on this day (UTC, ISO 8601) or later, and on this day or earlier. */
  from: day.nullable(),
  to: day.nullable(),
  /** One pair of the metadata, exactly, as `key:value`. */
  metadata: z.string().max(600).nullable(),
  merchant: z.uuid().nullable(),
});

export type ConnectionFilter = z.infer<typeof connectionFilterSchema> & { scope: Scope | null };

/**
 * The condition that a filter is in SQL.
 * @returns an expression over `c`, a row of "Connection", and `l`, its row of "ConnectionListing"
 */
export function filterCondition(filter: ConnectionFilter): Prisma.Sql {
  const { q, status, health, scope, from, to, metadata, merchant } = filter;
  const parts = [
    q && q.length >= MIN_SEARCH && Prisma.sql`l.text LIKE ${`%${escapeLike(q.toLowerCase())}%`}`,
    metadata && Prisma.sql`l.text LIKE ${`%\n${escapeLike(metadata.toLowerCase())}\n%`}`,
    status && Prisma.sql`c.status = ${status}::"ConnectionStatus"`,
    health && Prisma.sql`c.health = ${health}::"ConnectionHealth"`,
    scope && Prisma.sql`${scope} = ANY (c.scopes)`,
    from && Prisma.sql`c."connectedAt" >= ${`${from}T00:00:00Z`}::timestamptz`,
    to && Prisma.sql`c."connectedAt" < ${`${to}T00:00:00Z`}::timestamptz + interval '1 day'`,
    merchant && Prisma.sql`c."merchantId" = ${merchant}::uuid`,
  ].filter((part) => part !== null && part !== "" && part !== false);
  return parts.length > 0 ? Prisma.join(parts, " AND ") : Prisma.sql`TRUE`;
}

/** A text that LIKE takes letter by letter. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
