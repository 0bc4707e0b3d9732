import "server-only";
import { z } from "zod";
import { Prisma } from "@/prisma/generated/client";

/** As many rows as a page of a list has. */
export const PAGE_SIZE = 50;

/** The last moment that both JavaScript and a date in ISO 8601 with four digits know, in milliseconds since 1970. */
const LATEST = Date.UTC(9999, 11, 31);

/** The row after which a page begins, in a list whose newest rows come first. */
type Cursor = { createdAt: Date; id: string };

const cursorSchema = z.object({ at: z.coerce.number().int().min(0).max(LATEST), id: z.uuid() });

/** Reads what `encodeCursor` wrote into an address; whatever else stands there means the first page. */
export function decodeCursor(value: unknown): Cursor | null {
  const [at, id] = typeof value === "string" ? value.split("_") : [];
  const { data } = cursorSchema.safeParse({ at, id });
  return data ? { createdAt: new Date(data.at), id: data.id } : null;
}

function encodeCursor({ createdAt, id }: Cursor): string {
  return `${createdAt.getTime()}_${id}`;
}

/**
 * The condition that a row comes after a place.
 * @returns an expression over `t`, a table with an index over ("createdAt" DESC, id). The first comparison repeats what
 *   the second one says, because only a comparison on its own limits the part of the index that is read
 */
export function afterCursor(place: Cursor | null): Prisma.Sql {
  if (!place) return Prisma.sql`TRUE`;
  const { createdAt, id } = place;
  return Prisma.sql`t."createdAt" <= ${createdAt} AND (t."createdAt" < ${createdAt} OR t.id > ${id}::uuid)`;
}

/**
 * Makes a page of rows of which one more was asked for than fits.
 * @returns the rows, and the place where the next page begins when there is one
 */
export function toPage<Row extends Cursor>(rows: Row[]): { rows: Row[]; next: string | null } {
  const shown = rows.slice(0, PAGE_SIZE);
  const last = shown.at(-1);
  return { rows: shown, next: last && rows.length > PAGE_SIZE ? encodeCursor(last) : null };
}
