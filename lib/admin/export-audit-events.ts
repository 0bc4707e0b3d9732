import "server-only";
import type { AuditFilter } from "@/lib/admin/audit-filter";
import type { AuditFormat } from "@/lib/admin/audit-formats";
import { type AuditEvent, findAuditEvents } from "@/lib/admin/find-audit-events";
import { recordAuditEvent } from "@/lib/audit/record";
import type { User } from "@/lib/auth/session";
import { csvLine } from "@/lib/csv";
import { db } from "@/lib/db";
import { log } from "@/lib/log";
import { streamText } from "@/lib/stream-text";

/** How many events are read at a time: what an export holds in memory, however long it gets. */
const BATCH = 1_000;

const COLUMNS = [
  "id",
  "at",
  "actorType",
  "actorId",
  "action",
  "merchantId",
  "receiptheroId",
  "before",
  "after",
] as const;

/**
 * Writes down that one of the staff takes a part of the audit log away, and gives it: newest first, times ISO 8601 in
 * UTC. Like the log it holds ids and no names, so that a file that is kept says nothing of people who are deleted later.
 * @param user the caller has made sure of the role
 */
export async function exportAuditEvents(
  user: User,
  filter: AuditFilter,
  format: AuditFormat,
): Promise<ReadableStream<Uint8Array>> {
  const asked = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null));
  await db().$transaction((tx) =>
    recordAuditEvent(tx, {
      actor: { type: "USER", id: user.id },
      action: "audit.exported",
      after: { format, ...asked },
    }),
  );
  return streamText(parts(filter, format));
}

async function* parts(filter: AuditFilter, format: AuditFormat): AsyncGenerator<string> {
  if (format === "csv") yield csvLine(COLUMNS);
  let before: bigint | null = null;
  do {
    const events: AuditEvent[] = await findAuditEvents(filter, before, BATCH).catch((error: unknown) => {
      log.error({ err: error }, "an export of the audit log broke off");
      throw error;
    });
    yield events.map(format === "csv" ? csvOf : ndjsonOf).join("");
    before = events.length === BATCH ? (events.at(-1)?.id ?? null) : null;
  } while (before !== null);
}

function csvOf({ id, at, actorType, actorId, action, merchantId, receiptheroId, before, after }: AuditEvent): string {
  const json = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return csvLine([
    String(id),
    at.toISOString(),
    actorType,
    actorId,
    action,
    merchantId,
    receiptheroId,
    json(before),
    json(after),
  ]);
}

function ndjsonOf({ id, ...event }: AuditEvent): string {
  return `${JSON.stringify({ id: String(id), ...event })}\n`;
}
