import "server-only";
import { z } from "zod";
import { allOf } from "@/lib/db/conditions";
import { Prisma } from "@/prisma/generated/client";

/**
 * A column of a sort index: its name, its type in PostgreSQL and the valid values of a cursor. NULLs come after all
 * other values in descending order, and before them in ascending order.
 */
type SortKey = { name: string; type: string; values: z.ZodType; descending?: boolean; nullable?: boolean };

/** The columns of a sort index. The last one is unique. */
export type SortKeys = readonly [SortKey, ...SortKey[]];

/** The values of a row's sort keys, as JSON represents them. */
export type Cursor = (string | null)[];

export const TEXT = { type: "text", values: z.string().refine((value) => !value.includes("\0")) };
export const TIME = {
  type: "timestamptz",
  // In UTC, as the database writes them: it does not read every offset that ISO 8601 allows.
  values: z.iso.datetime({ offset: true }).refine((value) => value >= "1970" && /(?:Z|[+-]00:00)$/.test(value)),
};

/** The adjacent pages: the values of `before` and `after` in their URLs; null where there is no page. */
export type PageLinks = {
  previous: string | null;
  next: string | null;
  /** How many rows the whole list has, if known. */
  total: number | null;
};

/** The same keys, in the opposite direction. */
export function reversed([first, ...others]: SortKeys): SortKeys {
  const reverse = (key: SortKey) => ({ ...key, descending: !key.descending });
  return [reverse(first), ...others.map(reverse)];
}

/**
 * The columns of the keys.
 * @param of the table that has them, with a dot
 */
export function columnsOf(keys: SortKeys, of = ""): Prisma.Sql {
  return Prisma.raw(keys.map(({ name }) => `${of}"${name}"`).join(", "));
}

/**
 * The ORDER BY expressions.
 * @param of the table that has the columns, with a dot
 */
export function orderBy(keys: SortKeys, of = ""): Prisma.Sql {
  const columns = keys.map(({ name, descending, nullable }) => {
    const nulls = nullable ? ` NULLS ${descending ? "LAST" : "FIRST"}` : "";
    return `${of}"${name}" ${descending ? "DESC" : "ASC"}${nulls}`;
  });
  return Prisma.raw(columns.join(", "));
}

/**
 * Reads the rows that follow a cursor from the sort index alone.
 *
 * PostgreSQL would evaluate the usual `a < t OR (a = t AND id < i)` as a filter over every earlier row. So each key
 * gives a separate range of the index, and PostgreSQL reads the ranges in order.
 * @param within conditions that limit the part of the index that is read
 * @param limit null for all rows
 * @returns a query for the columns of the keys
 */
export function rowsAfter(
  table: Prisma.Sql,
  keys: SortKeys,
  within: Prisma.Sql[],
  cursor: Cursor | null,
  limit: number | null,
): Prisma.Sql {
  const ordering = Prisma.sql`ORDER BY ${orderBy(keys)} LIMIT ${limit}::int`;
  const queries = rangesAfter(keys, cursor).map(
    (range) => Prisma.sql`(SELECT ${columnsOf(keys)} FROM ${table} WHERE ${allOf([range, ...within])} ${ordering})`,
  );
  return Prisma.sql`SELECT * FROM (${Prisma.join(queries, " UNION ALL ")}) ranges ${ordering}`;
}

/** The condition that a row follows a cursor. */
export function isAfter(keys: SortKeys, cursor: Cursor | null): Prisma.Sql {
  return Prisma.sql`(${Prisma.join(rangesAfter(keys, cursor), " OR ")})`;
}

/**
 * The ranges of the index after a cursor, nearest first: in the first all keys but the last are equal, then all but
 * two, …
 */
function rangesAfter(keys: SortKeys, cursor: Cursor | null): Prisma.Sql[] {
  if (!cursor) return [Prisma.sql`TRUE`];
  const columns = keys.map((key, index) => ({
    ...key,
    column: Prisma.raw(`"${key.name}"`),
    value: valueIn(key, cursor[index]),
  }));
  const equal = columns.map(({ column, value }) =>
    value ? Prisma.sql`${column} = ${value}` : Prisma.sql`${column} IS NULL`,
  );
  const ranges = columns.map(({ column, value, descending, nullable }, index) => {
    const beyond = value && Prisma.sql`${column} ${Prisma.raw(descending ? "<" : ">")} ${value}`;
    const isNull = value && nullable && descending ? Prisma.sql`${column} IS NULL` : null;
    const isNotNull = !value && !descending ? Prisma.sql`${column} IS NOT NULL` : null;
    return [beyond, isNull, isNotNull].flatMap((range) => (range ? allOf([...equal.slice(0, index), range]) : []));
  });
  return ranges.reverse().flat();
}

function valueIn({ type }: SortKey, value: string | null | undefined): Prisma.Sql | null {
  return typeof value === "string" ? Prisma.sql`${value}::${Prisma.raw(type)}` : null;
}

/**
 * Makes a page of a list that can be read in both directions.
 * @param at the cursors of a URL: the row before the page, or the row after it
 * @param find returns the rows after a cursor, with at least one more than a page if there are that many, and the total
 * number of rows if known
 */
export async function pageAround<Row extends { cursor: Cursor }>(
  keys: SortKeys,
  at: { after: string | null; before: string | null },
  size: number,
  find: (keys: SortKeys, from: Cursor | null) => Promise<{ rows: Row[]; total: number | null }>,
): Promise<PageLinks & { rows: Row[] }> {
  const after = decodeCursor(keys, at.after);
  const before = after ? null : decodeCursor(keys, at.before);
  if (before) {
    const { rows, total } = await find(reversed(keys), before);
    // If less than a page precedes the cursor, the first page is shown in full.
    if (rows.length > size) return toPage(rows.slice(0, size).reverse(), total, true, true);
  }
  const { rows, total } = await find(keys, after);
  const isWhole = after === null && rows.length <= size;
  return toPage(rows.slice(0, size), isWhole ? rows.length : total, after !== null, rows.length > size);
}

function toPage<Row extends { cursor: Cursor }>(
  rows: Row[],
  total: number | null,
  hasPrevious: boolean,
  hasNext: boolean,
) {
  const [first, last] = [rows.at(0), rows.at(-1)];
  return {
    rows,
    total,
    previous: hasPrevious && first ? encodeCursor(first.cursor) : null,
    next: hasNext && last ? encodeCursor(last.cursor) : null,
  };
}

/** Writes a cursor for a URL. */
function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString("base64url");
}

/** Reads a cursor that `encodeCursor` wrote; null for any other text. */
function decodeCursor(keys: SortKeys, text: string | null): Cursor | null {
  try {
    const values: unknown = JSON.parse(Buffer.from(text ?? "", "base64url").toString());
    const { data } = z.array(z.string().nullable()).length(keys.length).safeParse(values);
    const fits = ({ values, nullable }: SortKey, index: number) =>
      data?.[index] === null ? nullable : values.safeParse(data?.[index]).success;
    return data && keys.every(fits) ? data : null;
  } catch {
    return null;
  }
}
