import "server-only";
import { z } from "zod";
import { allOf, escapeLike, MIN_SEARCH } from "@/lib/db/conditions";
import { parseEmailAddress } from "@/lib/email-address";
import { type Scope, scopes } from "@/lib/receipthero/scopes";
import { Prisma } from "@/prisma/generated/client";
import { ConnectionHealth, ConnectionStatus } from "@/prisma/generated/enums";

/** A day (UTC, ISO 8601) that PostgreSQL's calendar has too. */
const day = z.iso.date().refine((date) => date >= "1970-01-01");

/**
 * A text to search for, in the form in which texts are stored. The length is checked first, because NFC takes the
 * square of a run of marks. PostgreSQL's texts hold every character but "\0".
 */
const text = (max: number) =>
  z
    .string()
    .max(max, { abort: true })
    .refine((value) => !value.includes("\0"), { abort: true })
    .transform((value) => value.normalize("NFC"));
const searchable = z.string().min(MIN_SEARCH);

/** Which connections a list, an export or an order in bulk is about. What is null narrows nothing. */
export const connectionFilterSchema = z.object({
  /** A part of the business's name, an address, the label, the id or a `key:value` of the metadata. */
  q: text(200)
    .transform((value) => parseEmailAddress(value) ?? value.trim())
    .pipe(searchable)
    .nullable(),
  status: z.enum(ConnectionStatus).nullable(),
  health: z.enum(ConnectionHealth).nullable(),
  scope: z.enum(scopes).nullable(),
  /** Connected on this day or later, and on this day or earlier. */
  from: day.nullable(),
  to: day.nullable(),
  /** One pair of the metadata, exactly, as `key:value`. */
  metadata: text(600).pipe(searchable).nullable(),
  merchant: z.uuid().nullable(),
});

/** A filter as a bulk disconnect keeps it: once that has finished, `erased` names the search terms that are gone. */
export const storedFilterSchema = connectionFilterSchema.extend({
  erased: z.array(z.enum(["q", "metadata"])).default([]),
});

export type ConnectionFilter = z.infer<typeof connectionFilterSchema> & { scope: Scope | null };

/** Reads a filter out of what an address says, without what is no filter: the list shows what it is narrowed by. */
export function readFilter(query: Record<keyof ConnectionFilter, string | null>): ConnectionFilter {
  const known = connectionFilterSchema
    .keyof()
    .options.filter((name) => connectionFilterSchema.shape[name].safeParse(query[name]).success);
  return connectionFilterSchema.parse({
    ...NO_FILTER,
    ...Object.fromEntries(known.map((name) => [name, query[name]])),
  });
}

/** Whether an address holds a filter that nobody can understand, and that is left out. What is being typed is none. */
export function hasUnknownFilter(asked: Record<string, unknown>, inForce: ConnectionFilter): boolean {
  return connectionFilterSchema.keyof().options.some((name) => {
    const value = asked[name];
    const isShort =
      (name === "q" || name === "metadata") && typeof value === "string" && value.trim().length < MIN_SEARCH;
    return Boolean(value) && inForce[name] === null && !isShort;
  });
}

/** The filter that everything matches. */
export const NO_FILTER: ConnectionFilter = {
  q: null,
  status: null,
  health: null,
  scope: null,
  from: null,
  to: null,
  metadata: null,
  merchant: null,
};

/** The same filter, with a status that is a health said as that: indexes and sums are by health. */
export function normalizeFilter(filter: ConnectionFilter): ConnectionFilter {
  const { status, health } = filter;
  if (health || !status || status === "ACTIVE") return filter;
  return { ...filter, status: null, health: status === "REMOVED" ? "removed" : "revoking" };
}

/** The parts of a filter that are about the row of "Connection", here `c`. */
export function connectionConditions(filter: ConnectionFilter): Prisma.Sql[] {
  const { status, health, scope, from, to, metadata, merchant } = filter;
  return [
    status && Prisma.sql`c.status = ${status}::"ConnectionStatus"`,
    health && Prisma.sql`c.health = ${health}::"ConnectionHealth"`,
    scope && Prisma.sql`${scope} = ANY (c.scopes)`,
    from && Prisma.sql`c."connectedAt" >= ${`${from}T00:00:00Z`}::timestamptz`,
    to && Prisma.sql`c."connectedAt" < ${`${to}T00:00:00Z`}::timestamptz + interval '1 day'`,
    merchant && Prisma.sql`c."merchantId" = ${merchant}::uuid`,
    // The listing's text finds it, among labels and names that read the same: what is bound to end must be exact.
    metadata &&
      Prisma.sql`EXISTS (SELECT FROM jsonb_each_text(
        CASE jsonb_typeof(c."partnerMetadata") WHEN 'object' THEN c."partnerMetadata" ELSE '{}' END) pair
        WHERE lower(normalize(pair.key || ':' || pair.value)) = lower(${metadata}))`,
  ].filter((part) => part !== null && part !== "");
}

/**
 * The parts of a filter that are about the row of "ConnectionListing", here `l`.
 * @param has how to say that its text has a part
 */
export function listingConditions({ q, metadata }: ConnectionFilter, has = indexHas): Prisma.Sql[] {
  return [q && has(q), metadata && has(`\n${metadata}\n`)].filter((part) => part !== null && part !== "");
}

/** The condition that the text has a part, small or capital, for the index to find. */
export function indexHas(part: string): Prisma.Sql {
  return Prisma.sql`l.text LIKE lower(${`%${escapeLike(part)}%`})`;
}

/** The same condition for rows that are at hand already: no index knows of it, and it takes a third of the time. */
export function textHas(part: string): Prisma.Sql {
  return Prisma.sql`strpos(l.text, lower(${part})) > 0`;
}

/**
 * The condition that a filter is in SQL.
 * @returns an expression over `c`, a row of "Connection", and `l`, its row of "ConnectionListing"
 */
export function filterCondition(filter: ConnectionFilter): Prisma.Sql {
  return allOf([...listingConditions(filter), ...connectionConditions(filter)]);
}

/** The tables that `filterCondition` speaks of: without the texts when a filter does not ask for any. */
export function matchingTables(filter: ConnectionFilter): Prisma.Sql {
  return listingConditions(filter).length > 0
    ? Prisma.sql`"Connection" c JOIN "ConnectionListing" l ON l."receiptheroId" = c."receiptheroId"`
    : Prisma.sql`"Connection" c`;
}
