import type { ExportedConnection } from "@/lib/connections/export/read-rows";
import { type CsvFormat, csvHead, csvLine } from "@/lib/http/csv";

/** The columns, and how each is read from a row: texts, dates and lists, as in JSON. */
const COLUMNS: Record<string, (row: ExportedConnection) => unknown> = {
  business: (row) => row.business,
  label: (row) => row.label,
  receipthero_id: (row) => row.receiptheroId,
  status: (row) => row.status,
  health: (row) => row.health,
  scopes: (row) => row.scopes,
  connected_at: (row) => row.connectedAt,
  modified_at: (row) => row.modifiedAt,
  disconnected_at: (row) => row.disconnectedAt,
  disconnected_by: (row) => row.disconnectedBy,
  last_notification_at: (row) => row.lastNotificationAt,
  metadata: (row) => row.metadata,
};

/** An export format: its content type, its header, and a row with its line break. */
export type ExportFormat = { contentType: string; head: string; row: (row: ExportedConnection) => string };

/** RFC 4180. */
const csv = (format: CsvFormat): ExportFormat => ({
  contentType: "text/csv; charset=utf-8; header=present",
  head: csvHead(Object.keys(COLUMNS), format),
  row: (row) =>
    csvLine(
      Object.values(COLUMNS).map((read) => asText(read(row))),
      format,
    ),
});

export const exportFormats: Record<CsvFormat | "ndjson", ExportFormat> = {
  csv: csv("csv"),
  "csv-semicolon": csv("csv-semicolon"),
  ndjson: {
    contentType: "application/x-ndjson; charset=utf-8",
    head: "",
    row: (row) =>
      `${JSON.stringify(Object.fromEntries(Object.entries(COLUMNS).map(([name, read]) => [name, read(row)])))}\n`,
  },
};

function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(" ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
