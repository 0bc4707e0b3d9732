import "server-only";
import { z } from "zod";
import { allOf } from "@/lib/db/conditions";
import { Prisma } from "@/prisma/generated/client";

/** How many rows a page of most lists has. */
export const PAGE_SIZE = 50;

/**
 * A column of a sort index: its name, its type in PostgreSQL and the valid values of a cursor. NULLs come after all
 * other values in descending order, and before them in ascending order.
 */
type SortKey<Name extends string> = {
  name: Name;
  type: string;
  values: z.ZodType;
  descending?: boolean;
  nullable?: boolean;
};

/** The columns of a sort index. The last one is unique. */
export type Keyset<Name extends string = string> = readonly [SortKey<Name>, ...SortKey<Name>[]];

/** The values of a row's sort keys, as JSON represents them. */
export type Cursor = (string | null)[];

/** Where a page begins: after one row, or before another. Without either it is the first page. */
export type PagePosition = { after: Cursor | null; before: Cursor | null };

/** The adjacent pages: the values of `before` and `after` in their URLs; null where there is no page. */
export type PageLinks = { previous: string | null; next: string | null };

/** The columns with the names of sort keys, as a query returns them. */
type KeyColumns<Name extends string> = Record<Name, string | number | bigint | Date | null>;

export const TEXT = { type: "text", values: z.string().refine((value) => !value.includes("\0")) };
export const UUID = { type: "uuid", values: z.guid() };
export const BIGINT = { type: "bigint", values: z.string().regex(/^\d{1,18}$/) };
/** With milliseconds, as JavaScript has them. A column of this type has three digits, too. */
export const TIME = {
  type: "timestamptz",
  // In UTC, as the database writes them: it does not read every offset or every precision that ISO 8601 allows.
  values: z.iso
    .datetime({ offset: true })
    .max(32)
    .refine((value) => value >= "1970" && /(?:Z|[+-]00:00)$/.test(value)),
};

/** The order of rows that have the columns `createdAt` and `id`, newest first. */
export const NEWEST_FIRST = [
  { name: "createdAt", ...TIME, descending: true },
  { name: "id", ...UUID },
] as const satisfies Keyset;

/** The same keys, in the opposite direction. */
export function reversed<Name extends string>([first, ...others]: Keyset<Name>): Keyset<Name> {
  const reverse = (key: SortKey<Name>) => ({ ...key, descending: !key.descending });
  return [reverse(first), ...others.map(reverse)];
}

/**
 * The columns of the keys.
 * @param of the table that has them, with a dot
 */
export function columnsOf(keys: Keyset, of = ""): Prisma.Sql {
  return Prisma.raw(keys.map(({ name }) => `${of}"${name}"`).join(", "));
}

/**
 * The ORDER BY expressions.
 * @param of the table that has the columns, with a dot
 */
export function orderBy(keys: Keyset, of = ""): Prisma.Sql {
  const columns = keys.map(({ name, descending, nullable }) => {
    const nulls = nullable ? ` NULLS ${descending ? "LAST" : "FIRST"}` : "";
    return `${of}"${name}" ${descending ? "DESC" : "ASC"}${nulls}`;
  });
  return Prisma.raw(columns.join(", "));
}

/**
 * The condition that a row follows a cursor. If all keys have one direction, it is a row comparison, which limits the
 * range of the index that is read. Otherwise a comparison of the first key does that, which the others imply.
 * @param cursor null for the first page
 * @param of the table that has the columns, with a dot
 */
export function afterCursor(keys: Keyset, cursor: Cursor | null, of = ""): Prisma.Sql {
  if (!cursor) return Prisma.sql`TRUE`;
  const [first, ...others] = comparisonsWith(keys, cursor, of);
  if (!first) return Prisma.sql`TRUE`;
  const isSimple = [first, ...others].every(
    ({ value, nullable, beyond }) => value && !nullable && beyond === first.beyond,
  );
  if (isSimple) {
    const values = [first, ...others].flatMap(({ value }) => value ?? []);
    return Prisma.sql`(${columnsOf(keys, of)}) ${Prisma.raw(first.beyond)} (${Prisma.join(values)})`;
  }
  const either = Prisma.sql`(${Prisma.join(rangesAfter(keys, cursor, of), " OR ")})`;
  return first.value && !first.nullable
    ? Prisma.sql`${first.column} ${Prisma.raw(`${first.beyond}=`)} ${first.value} AND ${either}`
    : either;
}

/**
 * Reads the rows that follow a cursor from the sort index alone.
 *
 * PostgreSQL would evaluate the usual `a < t OR (a = t AND id < i)` as a filter over every earlier row. So each key
 * gives a separate range of the index, and PostgreSQL reads the ranges in order.
 * @param within conditions that limit the part of the index that is read
 * @param limit null for all rows
 * @param tested other conditions on the table
 * @returns a query for the columns of the keys, and for `met`: whether the row meets the other conditions
 */
export function rowsAfter(
  table: Prisma.Sql,
  keys: Keyset,
  within: Prisma.Sql[],
  cursor: Cursor | null,
  limit: number | null,
  tested: Prisma.Sql[] = [],
): Prisma.Sql {
  const ordering = Prisma.sql`ORDER BY ${orderBy(keys)} LIMIT ${limit}::int`;
  const columns = Prisma.sql`${columnsOf(keys)}, ${allOf(tested)} AS met`;
  const queries = rangesAfter(keys, cursor).map(
    (range) => Prisma.sql`(SELECT ${columns} FROM ${table} WHERE ${allOf([range, ...within])} ${ordering})`,
  );
  return Prisma.sql`SELECT * FROM (${Prisma.join(queries, " UNION ALL ")}) ranges ${ordering}`;
}

/**
 * The ranges of the index after a cursor, nearest first: in the first all keys but the last are equal, then all but
 * two, …
 */
function rangesAfter(keys: Keyset, cursor: Cursor | null, of = ""): Prisma.Sql[] {
  if (!cursor) return [Prisma.sql`TRUE`];
  const columns = comparisonsWith(keys, cursor, of);
  const equal = columns.map(({ column, value }) =>
    value ? Prisma.sql`${column} = ${value}` : Prisma.sql`${column} IS NULL`,
  );
  const ranges = columns.map(({ column, value, beyond, descending, nullable }, index) => {
    const isBeyond = value && Prisma.sql`${column} ${Prisma.raw(beyond)} ${value}`;
    const isNull = value && nullable && descending ? Prisma.sql`${column} IS NULL` : null;
    const isNotNull = !value && !descending ? Prisma.sql`${column} IS NOT NULL` : null;
    return [isBeyond, isNull, isNotNull].flatMap((range) => (range ? allOf([...equal.slice(0, index), range]) : []));
  });
  return ranges.reverse().flat();
}

/** Each key with its column, the cursor's value as SQL (null for NULL) and the operator that leads beyond it. */
function comparisonsWith(keys: Keyset, cursor: Cursor, of: string) {
  return keys.map((key, index) => {
    const value = cursor[index];
    return {
      ...key,
      column: Prisma.raw(`${of}"${key.name}"`),
      value: typeof value === "string" ? Prisma.sql`${value}::${Prisma.raw(key.type)}` : null,
      beyond: key.descending ? "<" : ">",
    };
  });
}

/**
 * Makes a page of a list that is read in one direction.
 * @param rows the rows after the cursor, with one more than the page shows if there is one
 * @returns the rows of the page, and the cursor of the next page if there is one
 */
export function toPage<Name extends string, Row extends KeyColumns<Name>>(
  keys: Keyset<Name>,
  rows: Row[],
  size = PAGE_SIZE,
): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, size);
  const last = shown.at(-1);
  return { rows: shown, next: last && rows.length > size ? encodeCursor(cursorOf(keys, last)) : null };
}

/**
 * Makes a page of a list that is read in both directions. If less than a page precedes the cursor, the first page is
 * shown in full.
 * @param find returns the rows after a cursor in the order of the keys, with at least one more than a page if there are
 * that many
 * @param cursorOf the cursor of a row
 */
export async function pageAround<Name extends string, Row>(
  keys: Keyset<Name>,
  { after, before }: PagePosition,
  size: number,
  find: (keys: Keyset<Name>, from: Cursor | null) => Promise<Row[]>,
  cursorOf: (row: Row) => Cursor,
): Promise<PageLinks & { rows: Row[] }> {
  const page = (rows: Row[], hasPrevious: boolean, hasNext: boolean) => {
    const [first, last] = [rows.at(0), rows.at(-1)];
    return {
      rows,
      previous: hasPrevious && first ? encodeCursor(cursorOf(first)) : null,
      next: hasNext && last ? encodeCursor(cursorOf(last)) : null,
    };
  };
  if (before && !after) {
    const rows = await find(reversed(keys), before);
    if (rows.length > size) return page(rows.slice(0, size).reverse(), true, true);
  }
  const rows = await find(keys, after);
  return page(rows.slice(0, size), after !== null, rows.length > size);
}

/** The cursor of a row that has columns with the names of the keys. */
export function cursorOf<Name extends string>(keys: Keyset<Name>, row: KeyColumns<Name>): Cursor {
  return keys.map(({ name }) => {
    const value = row[name];
    return value instanceof Date ? value.toISOString() : value === null ? null : String(value);
  });
}

/** Writes a cursor for a URL. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** Reads a cursor that `encodeCursor` wrote; null for any other value, which means the first page. */
export function decodeCursor(keys: Keyset, text: unknown): Cursor | null {
  if (typeof text !== "string") return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, "base64url").toString());
    const { data } = z.array(z.string().nullable()).length(keys.length).safeParse(values);
    const fits = ({ values, nullable }: Keyset[number], index: number) =>
      data?.[index] === null ? nullable : values.safeParse(data?.[index]).success;
    return data && keys.every(fits) ? data : null;
  } catch {
    return null;
  }
}
