import type { ExportFormat } from "@/lib/export/formats";

/**
 * The name of an export's file. It states the content, the date (UTC) and whether the export is complete.
 * @param what the exported data; the file name begins with it
 */
export function exportFileName(what: string, format: ExportFormat, isAll: boolean): string {
  const day = new Date().toISOString().slice(0, 10);
  return `${[what, day, ...(isAll ? [] : ["part"])].join("-")}.${format === "ndjson" ? format : "csv"}`;
}
