import "server-only";
import { z } from "zod";
import { db } from "@/lib/db/client";
import { afterCursor, BIGINT, type Cursor, cursorOf, orderBy } from "@/lib/db/keyset";
import { beginExport } from "@/lib/export/begin";
import type { Columns, ExportFormat, NameColumn } from "@/lib/export/formats";
import { type LineRefusal, lineRefusal } from "@/lib/merchant-invitations/file/problems";
import type { Staff } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { MerchantInvitationLineState } from "@/prisma/generated/enums";

/** The result of a line of a file of invitations. */
export type LineResult = {
  number: number;
  state: MerchantInvitationLineState;
  externalId: string | null;
  error: LineRefusal | null;
  /** The column that is wrong, if the line was refused for one. */
  field: string | null;
};

/** The order of results: as the lines stand in the file. */
export const LINE_ORDER = [{ name: "number", ...BIGINT }] as const;

/** Selects results: those of one state or all, after a cursor, at most `limit`. */
type Page = { state: MerchantInvitationLineState | null; after: Cursor | null; limit: number };

/** The next results of a file, in the order of its lines. */
export async function listLineResults(
  _staff: Staff,
  fileId: string,
  { state, after, limit }: Page,
): Promise<LineResult[]> {
  const rows = await db().$queryRaw<(Omit<LineResult, "error"> & { error: string | null })[]>`
    SELECT number, state, "externalId", error, field FROM "MerchantInvitationLine"
     WHERE "fileId" = ${fileId}::uuid ${state ? Prisma.sql`AND state = ${state}::"MerchantInvitationLineState"` : Prisma.empty}
       AND ${afterCursor(LINE_ORDER, after)} ORDER BY ${orderBy(LINE_ORDER)} LIMIT ${limit}`;
  return rows.map((row) => ({ ...row, error: z.enum(lineRefusal).safeParse(row.error).data ?? null }));
}

/** How many results an export reads at a time. */
const BATCH = 1_000;

async function* allLineResults(staff: Staff, fileId: string): AsyncGenerator<LineResult[]> {
  let after: Cursor | null = null;
  do {
    const batch: LineResult[] = await listLineResults(staff, fileId, { state: null, after, limit: BATCH });
    yield batch;
    const last = batch.at(-1);
    after = last && batch.length === BATCH ? cursorOf(LINE_ORDER, last) : null;
  } while (after !== null);
}

const COLUMNS: Columns<LineResult> = [
  ["line", (result) => result.number],
  ["external_id", (result) => result.externalId],
  ["result", (result) => result.state.toLowerCase()],
  ["reason", (result) => result.error],
  ["column", (result) => result.field],
];

/**
 * Starts an export of a file's results, and records the user.
 * @returns a stream of bytes
 * @throws any database error before the first byte
 */
export function beginResultExport(
  staff: Staff,
  fileId: string,
  format: ExportFormat,
  nameColumn: NameColumn,
): Promise<ReadableStream<Uint8Array>> {
  return beginExport(staff, {
    columns: COLUMNS,
    format,
    nameColumn,
    batches: allLineResults(staff, fileId),
    action: "invitations.exported",
    record: { fileId },
  });
}
