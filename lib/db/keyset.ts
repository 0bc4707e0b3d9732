import "server-only";
import { z } from "zod";
import { Prisma } from "@/prisma/generated/client";

export const PAGE_SIZE = 50;

/** The last time with a four-digit year in ISO 8601, in milliseconds since 1970. */
const LATEST = Date.UTC(9999, 11, 31);

/** The row before a page, in a list that is sorted newest first. */
type Cursor = { createdAt: Date; id: string };

const cursorSchema = z.object({ at: z.coerce.number().int().min(0).max(LATEST), id: z.uuid() });

/** Reads a cursor that `encodeCursor` wrote to a URL. Any other value means the first page. */
export function decodeCursor(value: unknown): Cursor | null {
  const [at, id] = typeof value === "string" ? value.split("_") : [];
  const { data } = cursorSchema.safeParse({ at, id });
  return data ? { createdAt: new Date(data.at), id: data.id } : null;
}

function encodeCursor({ createdAt, id }: Cursor): string {
  return `${createdAt.getTime()}_${id}`;
}

/**
 * The condition that a row comes after a cursor.
 * @returns an expression over `t`, a table with an index over ("createdAt" DESC, id). The first comparison repeats part
 * of the second, because only a separate comparison limits the range of the index that is read
 */
export function afterCursor(place: Cursor | null): Prisma.Sql {
  if (!place) return Prisma.sql`TRUE`;
  const { createdAt, id } = place;
  return Prisma.sql`t."createdAt" <= ${createdAt} AND (t."createdAt" < ${createdAt} OR t.id > ${id}::uuid)`;
}

/**
 * Makes a page from rows. The query must have asked for one more row than the page shows.
 * @returns the rows, and the cursor of the next page if there is one
 */
export function toPage<Row extends Cursor>(rows: Row[]): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  return { rows: shown, next: last && rows.length > PAGE_SIZE ? encodeCursor(last) : null };
}
