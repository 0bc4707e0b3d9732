import "server-only";
import { z } from "zod";
import type { Sort, SortColumn } from "@/lib/connections/search/url-params";
import { Prisma } from "@/prisma/generated/client";
import { ConnectionHealth } from "@/prisma/generated/enums";

/** A column of an index. Those that may be NULL have it at the end. */
type Key = {
  name: string;
  cast: "text" | "timestamptz" | '"ConnectionHealth"';
  descending: boolean;
  nullable: boolean;
};

/** An order that an index has: its keys are the index's columns, the last of them the id, which is unique. */
export type Order = { table: Prisma.Sql; alias: "c" | "l"; keys: Key[] };

/** Where a row stands in an order: the values of the keys. */
export type Position = (string | null)[];

const key = (name: string, cast: Key["cast"] = "text"): Key => ({ name, cast, descending: false, nullable: false });
const id = key("receiptheroId");
const connectedAt = { ...key("connectedAt", "timestamptz"), descending: true };
const lastNotificationAt = { ...key("lastNotificationAt", "timestamptz"), descending: true, nullable: true };

const CONNECTION = { table: Prisma.sql`"Connection" c`, alias: "c" } as const;
const LISTING = { table: Prisma.sql`"ConnectionListing" l`, alias: "l" } as const;

const ORDERS: Record<SortColumn, Order> = {
  business: { ...LISTING, keys: [key("business"), id] },
  label: { ...LISTING, keys: [key("label"), id] },
  health: { ...CONNECTION, keys: [key("health", '"ConnectionHealth"'), connectedAt, id] },
  connectedAt: { ...CONNECTION, keys: [connectedAt, id] },
  lastNotificationAt: { ...CONNECTION, keys: [lastNotificationAt, id] },
  id: { ...CONNECTION, keys: [id] },
};

/** The order that a sort means, and whether it goes through it from the end. */
export function orderOf(sort: Sort): { order: Order; backwards: boolean; column: SortColumn } {
  const column = sort.replace("-", "") as SortColumn;
  const order = ORDERS[column];
  return { order, column, backwards: sort.startsWith("-") !== (order.keys[0]?.descending ?? false) };
}

/**
 * The first rows from a position on, by nothing but the order's index.
 *
 * The usual `OR: [{a < t}, {a = t, id < i}]` becomes a filter over everything before it. So there is one range of the
 * index for each key that may differ, and PostgreSQL goes through them one after another.
 * @param within conditions over `c` that the index begins with
 * @param from the position after which to begin; null is the beginning
 * @returns a query that gives the keys
 */
export function keysetRange(
  order: Order,
  backwards: boolean,
  within: Prisma.Sql[],
  from: Position | null,
  limit: number,
): Prisma.Sql {
  const keys = Prisma.join(order.keys.map(({ name }) => quoted(name)));
  const ordering = Prisma.sql`ORDER BY ${orderBy(order, backwards)} LIMIT ${limit}::int`;
  const ranges = from ? rangesAfter(order, backwards, from) : [Prisma.sql`TRUE`];
  const queries = ranges.map(
    (range) =>
      Prisma.sql`(SELECT ${keys} FROM ${order.table} WHERE ${Prisma.join([range, ...within], " AND ")} ${ordering})`,
  );
  return Prisma.sql`SELECT * FROM (${Prisma.join(queries, " UNION ALL ")}) ranges ${ordering}`;
}

/** The words after ORDER BY. @param alias of the rows that have the keys */
export function orderBy(order: Order, backwards: boolean, alias?: string): Prisma.Sql {
  const parts = order.keys.map(({ name, descending, nullable }) => {
    const column = alias ? `${alias}."${name}"` : `"${name}"`;
    const nulls = nullable ? (backwards ? " NULLS FIRST" : " NULLS LAST") : "";
    return Prisma.raw(`${column} ${descending === backwards ? "ASC" : "DESC"}${nulls}`);
  });
  return Prisma.join(parts);
}

/** The condition that a row comes after a position. */
export function isAfter(order: Order, backwards: boolean, position: Position): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(rangesAfter(order, backwards, position), " OR ")})`;
}

/** The position of a row with the order's keys, as JSON. */
export function positionOf(order: Order, alias: string): Prisma.Sql {
  return Prisma.raw(`jsonb_build_array(${order.keys.map(({ name }) => `${alias}."${name}"`).join(", ")})`);
}

/** A position as it stands in an address. */
export function writePosition(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** Reads what `writePosition` wrote; null for anything that is no position in this order. */
export function readPosition(order: Order, text: string | null): Position | null {
  if (text === null) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    const position = z.array(z.string().nullable()).length(order.keys.length).safeParse(values);
    return position.success && order.keys.every((key, index) => fits(key, position.data[index])) ? position.data : null;
  } catch {
    return null;
  }
}

const VALUES = {
  text: z.string().refine((value) => !value.includes("\0")),
  timestamptz: z.iso.datetime({ offset: true }).refine((value) => value >= "1970"),
  '"ConnectionHealth"': z.enum(ConnectionHealth),
};

function fits({ cast, nullable }: Key, value: string | null | undefined): boolean {
  return value === null ? nullable : VALUES[cast].safeParse(value).success;
}

/** The ranges of the index after a position, nearest first: equal in all keys but the last, in all but two … */
function rangesAfter({ keys }: Order, backwards: boolean, position: Position): Prisma.Sql[] {
  const equal = keys.map(({ name, cast }, index) => {
    const value = position[index] ?? null;
    return value === null
      ? Prisma.sql`${quoted(name)} IS NULL`
      : Prisma.sql`${quoted(name)} = ${value}::${Prisma.raw(cast)}`;
  });
  return keys
    .flatMap((key, index) =>
      beyond(key, backwards, position[index] ?? null)
        .reverse()
        .map((further) => Prisma.join([...equal.slice(0, index), further], " AND ")),
    )
    .reverse();
}

/** The conditions that a key is beyond a value, nearest first. */
function beyond({ name, cast, descending, nullable }: Key, backwards: boolean, value: string | null): Prisma.Sql[] {
  if (value === null) return backwards ? [Prisma.sql`${quoted(name)} IS NOT NULL`] : [];
  const sign = descending === backwards ? ">" : "<";
  const further = Prisma.sql`${quoted(name)} ${Prisma.raw(sign)} ${value}::${Prisma.raw(cast)}`;
  return nullable && !backwards ? [further, Prisma.sql`${quoted(name)} IS NULL`] : [further];
}

function quoted(name: string): Prisma.Sql {
  return Prisma.raw(`"${name}"`);
}
