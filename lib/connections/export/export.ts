import "server-only";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { type ExportFormat, exportFormats } from "@/lib/connections/export/formats";
import { exportConnections } from "@/lib/connections/export/read-rows";
import { filterEntries } from "@/lib/connections/search/filter";
import type { Selection } from "@/lib/connections/search/selection";
import { db } from "@/lib/db/client";
import { streamText } from "@/lib/http/stream";
import { log } from "@/lib/log";
import type { Staff } from "@/lib/principal";

/**
 * Starts an export of connections, and records the user. Rows are read only as fast as the client takes them, in
 * batches.
 * @returns a stream of bytes. It fails if reading fails midway, so nobody takes a partial file for a complete one
 * @throws what the database throws before the first byte
 */
export async function beginExport(
  staff: Staff,
  format: keyof typeof exportFormats,
  selection: Selection,
): Promise<ReadableStream<Uint8Array>> {
  const batches = exportConnections(selection);
  const first = await batches.next();
  // Only the names of the filter's conditions are recorded. A search may be a user's name.
  const by =
    "ids" in selection
      ? { selected: selection.ids.length }
      : { filter: filterEntries(selection.filter).map(([name]) => name) };
  await db().$transaction((tx) =>
    recordAuditEvent(tx, {
      actor: actorOf(staff),
      action: "connections.exported",
      after: { format, ...by },
    }),
  );
  return streamText(parts(first, batches, exportFormats[format]));
}

type Batches = ReturnType<typeof exportConnections>;

async function* parts(first: Awaited<ReturnType<Batches["next"]>>, batches: Batches, format: ExportFormat) {
  yield format.head;
  try {
    // A batch without matches gives no output, so the next one is read at once.
    for (let next = first; !next.done; next = await batches.next()) {
      if (next.value.length > 0) yield next.value.map(format.row).join("");
    }
  } catch (error) {
    log.error({ err: error }, "an export broke off");
    throw error;
  } finally {
    // If the client disconnects, stop after the current batch.
    await batches.return(undefined);
  }
}
