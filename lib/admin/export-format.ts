import type { ExportedConnection } from "@/lib/admin/export-connections";

/** The names of what is exported, and how it is read of a row: texts, dates and lists as JSON has them. */
const COLUMNS: Record<string, (row: ExportedConnection) => unknown> = {
  business: (row) => row.business,
  label: (row) => row.label,
  receipthero_id: (row) => row.receiptheroId,
  status: (row) => row.status,
  health: (row) => row.health,
  scopes: (row) => row.scopes,
  connected_at: (row) => row.connectedAt,
  modified_at: (row) => row.modifiedAt,
  removed_at: (row) => row.removedAt,
  removed_by: (row) => row.removedBy,
  last_notification_at: (row) => row.lastNotificationAt,
  metadata: (row) => row.metadata,
};

/** How an export is written: its type, what it begins with, and a row with its line end. */
export type ExportFormat = { contentType: string; head: string; row: (row: ExportedConnection) => string };

export const exportFormats: Record<"csv" | "ndjson", ExportFormat> = {
  /**
   * RFC 4180. It begins with a byte order mark: without it Excel, which most will open it with, takes UTF-8 for an old
   * code page and spoils every ä.
   */
  csv: {
    contentType: "text/csv; charset=utf-8; header=present",
    head: `\uFEFF${Object.keys(COLUMNS).join(",")}\r\n`,
    row: (row) =>
      `${Object.values(COLUMNS)
        .map((read) => cell(read(row)))
        .join(",")}\r\n`,
  },
  ndjson: {
    contentType: "application/x-ndjson; charset=utf-8",
    head: "",
    row: (row) =>
      `${JSON.stringify(Object.fromEntries(Object.entries(COLUMNS).map(([name, read]) => [name, read(row)])))}\n`,
  },
};

function cell(value: unknown): string {
  const text = harmless(asText(value));
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(" ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** Spreadsheets run a cell that begins like this as a formula; after an apostrophe they show it. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
