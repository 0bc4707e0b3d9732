import "server-only";
import { type ConnectionFilter, type FilterName, filterEntries } from "@/lib/connections/search/filter";
import { wordsOf } from "@/lib/connections/search/trigrams";
import { allOf, escapeLike } from "@/lib/db/conditions";
import { searchForTag, tagInSearch } from "@/lib/notes/tag";
import { Prisma } from "@/prisma/generated/client";

/** One condition of a filter, as SQL about one table: "Connection" as `c`, or "ConnectionListing" as `l`. */
export type Condition = {
  kind: FilterName | "updatedSince";
  value: string;
  table: Table;
  sql: Prisma.Sql;
  /** The same for a row that is already found. No index can use it, but it takes a third of the time. */
  rowSql: Prisma.Sql;
  /** The column whose index finds the matches. */
  index?: "merchantId" | "health" | "connectedAt" | "updatedAt" | "searchText";
  /** Whether it only makes an indexed condition exact. PostgreSQL knows nothing of it, and would guess half the rows. */
  isCheck?: true;
};
export type Table = keyof typeof TABLES;
type Part = Omit<Condition, "kind" | "value">;

export const TABLES = { connection: Prisma.sql`"Connection" c`, listing: Prisma.sql`"ConnectionListing" l` };

/** The conditions of a filter. A connection matches the filter when it meets all of them. */
export function conditionsOf(filter: ConnectionFilter): Condition[] {
  return filterEntries(filter).flatMap(([kind, value]) => PARTS[kind](value).map((part) => ({ kind, value, ...part })));
}

/** The condition that a connection was updated at this time or later. */
export function updatedSince(time: Date): Condition {
  const sql = Prisma.sql`c."updatedAt" >= ${time}::timestamptz`;
  return { kind: "updatedSince", value: time.toISOString(), ...connection(sql, "updatedAt") };
}

const PARTS: Record<FilterName, (value: string) => Part[]> = {
  q: (value) => search(value),
  status: (value) => (value === "ACTIVE" ? [connection(Prisma.sql`c.status = 'ACTIVE'`)] : [hasHealth(value)]),
  health: (value) => [hasHealth(value)],
  scope: (value) => [connection(Prisma.sql`${value} = ANY (c.scopes)`)],
  from: (value) => [connection(Prisma.sql`c."connectedAt" >= ${`${value}T00:00:00Z`}::timestamptz`, "connectedAt")],
  to: (value) => [
    connection(Prisma.sql`c."connectedAt" < ${`${value}T00:00:00Z`}::timestamptz + interval '1 day'`, "connectedAt"),
  ],
  // The index also finds similar labels and names. A bulk disconnect needs the exact pair.
  metadata: (value) => [hasText(`\n${value}\n`), check(hasPair(value))],
  merchant: (value) => [connection(Prisma.sql`c."merchantId" = ${value}::uuid`, "merchantId")],
};

/** The conditions of a typed search: a text anywhere, or a tag. A label or a custom field may have the text of a tag. */
function search(value: string): Part[] {
  const word = tagInSearch(value);
  if (word === null) return [hasText(value)];
  return [hasText(`\n${searchForTag(word)}\n`), check(hasTag(word))];
}

function check(sql: Prisma.Sql): Part {
  return { ...connection(sql), isCheck: true };
}

function connection(sql: Prisma.Sql, index?: Condition["index"]): Part {
  return { table: "connection", sql, rowSql: sql, index };
}

/** @param value a health, or a status that is also a health: DISCONNECTING or DISCONNECTED */
function hasHealth(value: string): Part {
  return connection(Prisma.sql`c.health = ${value.toLowerCase()}::"ConnectionHealth"`, "health");
}

function hasText(value: string): Part {
  const rowSql = Prisma.sql`strpos(l."searchText", lower(${value})) > 0`;
  const index = wordsOf(value).length > 0 ? "searchText" : undefined;
  return { table: "listing", sql: indexHas(value), rowSql, index };
}

/** The condition that the listing's text contains a text in any case, written so that the index can be used. */
export function indexHas(value: string): Prisma.Sql {
  return Prisma.sql`l."searchText" LIKE lower(${`%${escapeLike(value)}%`})`;
}

/** A connection has its own tags and those of its merchant. */
function hasTag(word: string): Prisma.Sql {
  return Prisma.sql`(${word} = ANY (c.tags)
    OR EXISTS (SELECT FROM "Merchant" tagged WHERE tagged.id = c."merchantId" AND ${word} = ANY (tagged.tags)))`;
}

/**
 * SQL: whether the search text of a listing `l` of a connection `c` has a text outside the lines of its tags, which are
 * the last ones (prisma/functions/connection_listing.sql). No index can use it.
 */
export function matchesWithoutTags(value: string): Prisma.Sql {
  return Prisma.sql`strpos(left(l."searchText", length(l."searchText") - coalesce((
    SELECT length(lower(normalize(string_agg(DISTINCT 'tag:' || tag, E'\\n'), NFC))) + 1
      FROM "Merchant" tagged, unnest(tagged.tags || c.tags) tag WHERE tagged.id = c."merchantId"), 0)), lower(${value})) > 0`;
}

function hasPair(pair: string): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT FROM jsonb_each_text(
    CASE jsonb_typeof(c."partnerMetadata") WHEN 'object' THEN c."partnerMetadata" ELSE '{}' END) pair
    WHERE lower(normalize(pair.key || ':' || pair.value)) = lower(${pair}))`;
}

/** FROM and WHERE of a query for the connections that meet the conditions. The caller writes the SELECT. */
export function matching(conditions: Condition[]): Prisma.Sql {
  const needsListing = conditions.some(({ table }) => table === "listing");
  const join = Prisma.sql`JOIN ${TABLES.listing} ON l."receiptheroId" = c."receiptheroId"`;
  return Prisma.sql`FROM ${TABLES.connection} ${needsListing ? join : Prisma.empty}
                   WHERE ${allOf(conditions.map(({ sql }) => sql))}`;
}
