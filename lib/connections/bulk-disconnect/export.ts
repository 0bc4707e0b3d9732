import "server-only";
import { allBulkResults, type BulkResult } from "@/lib/connections/bulk-disconnect/results";
import { beginExport } from "@/lib/export/begin";
import type { Columns, ExportFormat, NameColumn } from "@/lib/export/formats";
import type { Staff } from "@/lib/principal";

const COLUMNS: Columns<BulkResult> = [
  ["receipthero_id", (result) => result.receiptheroId],
  ["business", (result) => result.business],
  ["label", (result) => result.label],
  ["result", (result) => result.state],
  ["reason", (result) => result.skipReason ?? result.waitingFor],
  ["at", (result) => result.at],
];

/**
 * Starts an export of a bulk disconnect's results, and records the user.
 * @returns a stream of bytes
 * @throws any database error before the first byte
 */
export function beginBulkExport(
  staff: Staff,
  bulkDisconnectId: string,
  format: ExportFormat,
  nameColumn: NameColumn,
): Promise<ReadableStream<Uint8Array>> {
  return beginExport(staff, {
    columns: COLUMNS,
    format,
    nameColumn,
    batches: allBulkResults(staff, bulkDisconnectId),
    action: "bulk.exported",
    record: { bulkDisconnectId },
  });
}
