import type pg from "pg";
import type { AuditAction } from "../../lib/audit/actions.ts";
import type { Rows } from "./rows.ts";
import { DAY, iso } from "./time.ts";

/** How much of the log one transaction writes, in milliseconds of the events' times. */
const SLICE = 14 * DAY;

type Event = {
  at: number;
  action: AuditAction;
  /** A user's id, or an actor that is not a user. */
  actor: string | "RECEIPTHERO" | "SYSTEM";
  merchantId: string;
  receiptheroId?: string;
  before?: object;
  after?: object;
};

/** Adds an audit event. */
export function addEvent(rows: Rows, { at, action, actor, merchantId, receiptheroId, before, after }: Event): void {
  const isUser = actor !== "RECEIPTHERO" && actor !== "SYSTEM";
  rows.seeded_event.push({
    at: iso(at),
    actorType: isUser ? "USER" : actor,
    actorId: isUser ? actor : null,
    action,
    merchantId,
    receiptheroId: receiptheroId ?? null,
    before: before ?? null,
    after: after ?? null,
  });
}

/** Creates a temporary table that collects the events: the log's ids must follow the order of time. */
export async function prepareEvents(client: pg.Client): Promise<void> {
  await client.query('CREATE TEMP TABLE seeded_event AS SELECT * FROM "AuditEvent" WITH NO DATA');
}

/**
 * Writes the collected events to the log, the earliest first.
 * @param onProgress called with the number of written events and of all events
 */
export async function writeEvents(client: pg.Client, onProgress: (done: number, total: number) => void): Promise<void> {
  await client.query("CREATE INDEX ON seeded_event (at)");
  await client.query("ANALYZE seeded_event");
  const { rows } = await client.query<{ first: Date | null; last: Date | null }>(
    "SELECT min(at) AS first, max(at) AS last FROM seeded_event",
  );
  const [first, last] = [rows[0]?.first?.getTime() ?? 0, rows[0]?.last?.getTime() ?? -1];
  for (let from = first; from <= last; from += SLICE) {
    await client.query(
      `INSERT INTO "AuditEvent" (at, "actorType", "actorId", action, "merchantId", "receiptheroId", before, after)
       SELECT at, "actorType", "actorId", action, "merchantId", "receiptheroId", before, after
         FROM seeded_event WHERE at >= $1 AND at < $2 ORDER BY at`,
      [iso(from), iso(from + SLICE)],
    );
    onProgress(Math.min(from + SLICE, last) - first, last - first);
  }
  await client.query("DROP TABLE seeded_event");
}
