import "server-only";
import { type ExportedConnection, exportConnections } from "@/lib/connections/export/read-rows";
import { filterEntries } from "@/lib/connections/search/filter";
import type { Selection } from "@/lib/connections/selection";
import { beginExport } from "@/lib/export/begin";
import type { Columns, ExportFormat, NameColumn } from "@/lib/export/formats";
import type { Operator, Staff } from "@/lib/principal";

/** The columns, in their order. */
export const CONNECTION_COLUMNS: Columns<ExportedConnection> = [
  ["business", (row) => row.business],
  ["external_id", (row) => row.externalId],
  ["label", (row) => row.label],
  ["receipthero_id", (row) => row.receiptheroId],
  ["status", (row) => row.status],
  ["health", (row) => row.health],
  ["scopes", (row) => row.scopes],
  ["connected_at", (row) => row.connectedAt],
  ["modified_at", (row) => row.modifiedAt],
  ["disconnected_at", (row) => row.disconnectedAt],
  ["disconnected_by", (row) => row.disconnectedBy],
  ["last_notification_at", (row) => row.lastNotificationAt],
  ["metadata", (row) => row.metadata],
  ["tags", (row) => [...new Set([...row.tags, ...row.merchantTags])]],
];

/**
 * Starts an export of connections, and records the reader.
 * @returns a stream of bytes
 * @throws any database error before the first byte
 */
export function beginConnectionExport(
  reader: Staff | Operator,
  format: ExportFormat,
  nameColumn: NameColumn,
  selection: Selection,
): Promise<ReadableStream<Uint8Array>> {
  // Only the names of the filter's conditions are recorded. A search may be a user's name.
  const record =
    "ids" in selection
      ? { selected: selection.ids.length }
      : { filter: filterEntries(selection.filter).map(([name]) => name) };
  return beginExport(reader, {
    columns: CONNECTION_COLUMNS,
    format,
    nameColumn,
    batches: exportConnections(selection),
    action: "connections.exported",
    record,
  });
}
