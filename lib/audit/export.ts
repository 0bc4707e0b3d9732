import "server-only";
import type { AuditFilter } from "@/lib/audit/filter";
import type { AuditFormat } from "@/lib/audit/formats";
import { type AuditEvent, EVENT_ORDER, findAuditEvents } from "@/lib/audit/query";
import { actorOf, recordAuditEvent } from "@/lib/audit/record";
import { db } from "@/lib/db/client";
import { type Cursor, cursorOf } from "@/lib/db/keyset";
import { type CsvFormat, csvHead, csvLine } from "@/lib/http/csv";
import { streamText } from "@/lib/http/stream";
import { log } from "@/lib/log";
import type { Staff } from "@/lib/principal";

/** How many events are read at a time. This bounds the memory of an export of any length. */
const BATCH = 1_000;

/** The columns, named as in the other exports, and how each is read from an event. */
const COLUMNS: Record<string, (event: AuditEvent) => unknown> = {
  id: (event) => String(event.id),
  at: (event) => event.at.toISOString(),
  actor_type: (event) => event.actorType,
  actor_id: (event) => event.actorId,
  action: (event) => event.action,
  merchant_id: (event) => event.merchantId,
  receipthero_id: (event) => event.receiptheroId,
  before: (event) => event.before,
  after: (event) => event.after,
};

/**
 * Records that a staff user exports a part of the audit log, and returns the export: newest first, times in ISO 8601
 * and UTC. Like the log it contains ids and no names, so an old file does not name users who have been deleted since.
 */
export async function exportAuditEvents(
  staff: Staff,
  filter: AuditFilter,
  format: AuditFormat,
): Promise<ReadableStream<Uint8Array>> {
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
  await db().$transaction((tx) =>
    recordAuditEvent(tx, {
      actor: actorOf(staff),
      action: "audit.exported",
      after: { format, ...asked },
    }),
  );
  return streamText(parts(filter, format));
}

async function* parts(filter: AuditFilter, format: AuditFormat): AsyncGenerator<string> {
  if (format !== "ndjson") yield csvHead(Object.keys(COLUMNS), format);
  let after: Cursor | null = null;
  do {
    const events: AuditEvent[] = await findAuditEvents(filter, after, BATCH).catch((error: unknown) => {
      log.error({ err: error }, "an export of the audit log broke off");
      throw error;
    });
    yield events.map((event) => (format === "ndjson" ? ndjsonOf(event) : csvOf(event, format))).join("");
    const last = events.at(-1);
    after = last && events.length === BATCH ? cursorOf(EVENT_ORDER, last) : null;
  } while (after !== null);
}

function csvOf(event: AuditEvent, format: CsvFormat): string {
  const texts = Object.values(COLUMNS).map((read) => read(event));
  return csvLine(
    texts.map((value) => (value === null || typeof value === "string" ? value : JSON.stringify(value))),
    format,
  );
}

function ndjsonOf(event: AuditEvent): string {
  return `${JSON.stringify(Object.fromEntries(Object.entries(COLUMNS).map(([name, read]) => [name, read(event)])))}\n`;
}
