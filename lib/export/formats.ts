import { csvFormats, csvHead, csvLine } from "@/lib/http/csv";

/** The formats of an export: CSV for programs, CSV for Finnish and Swedish Excel, and a JSON object a line. */
export const exportFormats = [...csvFormats, "ndjson"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** The columns of an export, and how each is read from a row: texts, numbers, dates, lists and objects, as in JSON. */
export type Columns<Row> = Record<string, (row: Row) => unknown>;

/** The content type of a format. */
export function contentType(format: ExportFormat): string {
  return format === "ndjson" ? "application/x-ndjson; charset=utf-8" : "text/csv; charset=utf-8; header=present";
}

/**
 * How rows become text.
 * @returns `head`: the first line of the file, or nothing; `line`: a row with its line break
 */
export function encoderOf<Row>(columns: Columns<Row>, format: ExportFormat) {
  const names = Object.keys(columns);
  const cells = Object.values(columns);
  if (format === "ndjson") {
    const line = (row: Row) =>
      `${JSON.stringify(Object.fromEntries(cells.map((read, index) => [names[index], read(row)])))}\n`;
    return { head: "", line };
  }
  const line = (row: Row) =>
    csvLine(
      cells.map((read) => asText(read(row))),
      format,
    );
  return { head: csvHead(names, format), line };
}

function asText(value: unknown): string | null {
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(" ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
