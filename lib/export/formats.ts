import { csvFormats, csvHead, csvLine } from "@/lib/http/csv";
import type { Messages } from "@/lib/i18n/messages";

/** The formats of an export: CSV, CSV for Finnish and Swedish Excel, and for programs a JSON object a line. */
export const exportFormats = [...csvFormats, "ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** A column, by the name that programs know. */
type ColumnName = keyof Messages["admin"]["exportColumns"];

/** The columns of an export, and how each is read from a row: texts, numbers, dates, lists and objects, as in JSON. */
export type Columns<Row> = (readonly [name: ColumnName, read: (row: Row) => unknown])[];

/** How the first line of a CSV file names a column. */
export type NameColumn = (name: ColumnName) => string;

/** For programs: in every language alike. */
export const stableName: NameColumn = (name) => name;

/** The content type of a format. */
export function contentType(format: ExportFormat): string {
  return format === "ndjson" ? "application/x-ndjson; charset=utf-8" : "text/csv; charset=utf-8; header=present";
}

/**
 * How rows become text.
 * @param nameColumn for CSV. The keys of JSON are stable
 * @returns `head`: the first line of the file, or nothing; `line`: a row with its line break
 */
export function encoderOf<Row>(columns: Columns<Row>, format: ExportFormat, nameColumn: NameColumn) {
  if (format === "ndjson") {
    const line = (row: Row) =>
      `${JSON.stringify(Object.fromEntries(columns.map(([name, read]) => [name, read(row)])))}\n`;
    return { head: "", line };
  }
  const line = (row: Row) =>
    csvLine(
      columns.map(([, read]) => asText(read(row))),
      format,
    );
  const names = columns.map(([name]) => nameColumn(name));
  return { head: csvHead(names, format), line };
}

function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(" ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
