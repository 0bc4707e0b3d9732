import "server-only";
import type { AuditFilter } from "@/lib/audit/filter";
import { type AuditEvent, EVENT_ORDER, findAuditEvents } from "@/lib/audit/query";
import { type Cursor, cursorOf } from "@/lib/db/keyset";
import { beginExport } from "@/lib/export/begin";
import type { Columns, ExportFormat, NameColumn } from "@/lib/export/formats";
import type { Operator, Staff } from "@/lib/principal";

/** How many events are read at a time. */
const BATCH = 1_000;

/** Named as in the other exports. */
const COLUMNS: Columns<AuditEvent> = [
  ["id", (event) => String(event.id)],
  ["at", (event) => event.at],
  ["actor_type", (event) => event.actorType],
  ["actor_id", (event) => event.actorId],
  ["action", (event) => event.action],
  ["merchant_id", (event) => event.merchantId],
  ["receipthero_id", (event) => event.receiptheroId],
  ["before", (event) => event.before],
  ["after", (event) => event.after],
];

/**
 * Records that a staff user or an operator exports a part of the audit log, and starts the export: newest first, times in ISO 8601 and
 * UTC. Like the log it contains ids and no names, so an old file does not name users who have been deleted since.
 * @returns a stream of bytes
 * @throws any database error before the first byte
 */
export function exportAuditEvents(
  reader: Staff | Operator,
  filter: AuditFilter,
  format: ExportFormat,
  nameColumn: NameColumn,
): Promise<ReadableStream<Uint8Array>> {
  const record = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
  return beginExport(reader, {
    columns: COLUMNS,
    format,
    nameColumn,
    batches: batches(filter),
    action: "audit.exported",
    record,
  });
}

async function* batches(filter: AuditFilter): AsyncGenerator<AuditEvent[]> {
  let after: Cursor | null = null;
  do {
    const events: AuditEvent[] = await findAuditEvents(filter, after, BATCH);
    yield events;
    const last = events.at(-1);
    after = last && events.length === BATCH ? cursorOf(EVENT_ORDER, last) : null;
  } while (after !== null);
}
