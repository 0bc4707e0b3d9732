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
 * Begins to export connections, and records who does. The rows are read as fast as they are taken, a batch at a time.
 * @returns a stream of bytes. When reading fails on the way it breaks off, so that nobody takes a part for the whole
 * @throws what the database throws before the first byte
 */
export async function beginExport(
  staff: Staff,
  format: keyof typeof exportFormats,
  selection: Selection,
): Promise<ReadableStream<Uint8Array>> {
  const batches = exportConnections(selection);
  const first = await batches.next();
  // Which parts of the filter there were and not what they say: a search may be somebody's name.
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
    // A batch without a match is no part, and the next one is wanted at once.
    for (let next = first; !next.done; next = await batches.next()) {
      if (next.value.length > 0) yield next.value.map(format.row).join("");
    }
  } catch (error) {
    log.error({ err: error }, "an export broke off");
    throw error;
  } finally {
    // Who goes away ends the reading with the batch that is being read.
    await batches.return(undefined);
  }
}
