import "server-only";
import type { z } from "zod";
import { metadataPairsSchema } from "@/lib/connections/metadata/metadata";
import {
  FILE_COLUMNS,
  FileRefusedError,
  LANGUAGE_COLUMN,
  type LineRefusal,
  MAX_FILE_LINES,
} from "@/lib/merchant-invitations/file/problems";
import { readCsv } from "@/lib/merchant-invitations/file/read-csv";
import { type ConsentMessage, fitsUrl } from "@/lib/merchant-invitations/fits";
import { invitationForm } from "@/lib/merchant-invitations/form";
import { type StoredInvitation, toStored } from "@/lib/merchant-invitations/store";
import { externalId } from "@/lib/merchants/fields";

/** A line of a file: an invitation, or why it is none. `field` is the column that is wrong, if it is one. */
export type ReadLine = { number: number } & LineContent;
type LineContent = { externalId: string | null } & (
  | { invitation: StoredInvitation; error: null; field: null }
  | { invitation: null; error: LineRefusal; field: string | null }
);

/** The columns of a file, in its order. */
type Columns = string[];

/**
 * Reads the lines of a CSV file of invitations. Empty lines are counted and left out.
 * @param message for the consent page
 * @throws FileRefusedError; any error of the stream
 */
export async function* readLines(body: AsyncIterable<Uint8Array>, message: ConsentMessage): AsyncGenerator<ReadLine> {
  let columns: Columns | null = null;
  let number = 0;
  let lines = 0;
  for await (const cells of readCsv(body)) {
    number += 1;
    if (cells.every((cell) => cell.trim() === "")) continue;
    if (columns === null) {
      columns = readColumns(cells);
      continue;
    }
    lines += 1;
    if (lines > MAX_FILE_LINES) throw new FileRefusedError("too_many_lines");
    yield { number, ...readLine(columns, cells, message) };
  }
}

const required: string[] = Object.values(FILE_COLUMNS);
const known: string[] = [...required, LANGUAGE_COLUMN];

/** Those that we know may be in capitals. The others are custom fields, so they are checked as such. */
function readColumns(cells: string[]): Columns {
  const columns = cells.map((cell) => {
    const name = cell.trim().normalize("NFC");
    return known.includes(name.toLowerCase()) ? name.toLowerCase() : name;
  });
  // Excel leaves empty cells at the end.
  while (columns.at(-1) === "") columns.pop();
  if (!required.every((column) => columns.includes(column))) throw new FileRefusedError("missing_columns");
  const pairs = columns.filter((column) => !known.includes(column)).map((key) => ({ key, value: "-" }));
  const isRepeated = new Set(columns).size < columns.length;
  if (isRepeated || !metadataPairsSchema.safeParse(pairs).success) throw new FileRefusedError("bad_columns");
  return columns;
}

function readLine(columns: Columns, cells: string[], message: ConsentMessage): LineContent {
  const values = new Map(columns.map((column, index) => [column, cells[index] ?? ""]));
  const pairs = [...values]
    .filter(([column, value]) => !known.includes(column) && value.trim() !== "")
    .map(([key, value]) => ({ key, value }));
  const named = Object.entries(FILE_COLUMNS).map(([name, column]) => [name, values.get(column) ?? ""]);
  const language = values.get(LANGUAGE_COLUMN)?.trim().toLowerCase() || undefined;
  const found = { externalId: externalId().safeParse(values.get(FILE_COLUMNS.externalId)).data ?? null };
  const refuse = (error: LineRefusal, field: string | null): LineContent => {
    return { ...found, invitation: null, error, field };
  };

  if (cells.slice(columns.length).some((cell) => cell.trim() !== "")) return refuse("too_many_cells", null);
  const line = invitationForm.safeParse({ ...Object.fromEntries(named), language, pairs });
  if (!line.success) return refuse(refusalOf(line.error), fieldOf(line.error, pairs));
  if (!fitsUrl(line.data, message)) return refuse("url_too_long", null);
  return { externalId: line.data.externalId, invitation: toStored(line.data), error: null, field: null };
}

/** The refusal for each message of a field (lib/forms/fields.ts, lib/email-address.ts). */
const REFUSALS: Record<string, LineRefusal> = {
  required: "missing_value",
  tooLong: "too_long",
  email: "bad_email",
};

function refusalOf({ issues: [issue] }: z.core.$ZodError): LineRefusal {
  if (issue?.path[0] === "language") return "bad_language";
  return REFUSALS[issue?.message ?? ""] ?? "bad_characters";
}

/** The column of the first value that is wrong. */
function fieldOf({ issues: [issue] }: z.core.$ZodError, pairs: { key: string }[]): string | null {
  const [name, index] = issue?.path ?? [];
  if (name === "language") return LANGUAGE_COLUMN;
  if (name === "pairs") return pairs[Number(index)]?.key ?? null;
  return Object.entries(FILE_COLUMNS).find(([own]) => own === name)?.[1] ?? null;
}
