import "server-only";
import { db } from "@/lib/db/client";
import { afterCursor, BIGINT, type Cursor, orderBy, toPage } from "@/lib/db/keyset";
import { type ImportRefusal, importRefusal } from "@/lib/imports/refusals";
import type { ApiKey, Operator, Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { ImportLineState } from "@/prisma/generated/enums";

/** The result of a line of an import. */
export type ImportResult = {
  number: number;
  state: ImportLineState;
  externalId: string | null;
  receiptheroId: string | null;
  error: ImportRefusal | null;
  /** The field that is wrong, if the line was refused for one. */
  field: string | null;
};

/** The order of results: as the lines came. */
export const LINE_ORDER = [{ name: "number", ...BIGINT }] as const;

/** Selects results: those of one state or all, after a cursor, at most `size`. */
type Page = { state: ImportLineState | null; after: Cursor | null; size: number };

/** A page of an import's results, in the order of its lines. */
export async function listImportResults(
  _reader: Staff | ApiKey<"connections:read"> | Operator,
  id: string,
  { state, after, size }: Page,
): Promise<{ rows: ImportResult[]; next: string | null }> {
  const found = await db().$queryRaw<(Omit<ImportResult, "error"> & { error: string | null })[]>`
    SELECT number, state, "externalId", "receiptheroId", error, field FROM "ImportLine"
     WHERE "importId" = ${id}::uuid ${state ? Prisma.sql`AND state = ${state}::"ImportLineState"` : Prisma.empty}
       AND ${afterCursor(LINE_ORDER, after)} ORDER BY ${orderBy(LINE_ORDER)} LIMIT ${size + 1}`;
  const rows = found.map((row) => ({ ...row, error: importRefusal.safeParse(row.error).data ?? null }));
  return toPage(LINE_ORDER, rows, size);
}
