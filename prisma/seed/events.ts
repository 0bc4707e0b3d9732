import type pg from "pg";
import type { AuditAction } from "../../lib/audit/actions.ts";
import type { Rows } from "./rows.ts";
import { DAY, iso } from "./time.ts";

/** How much of the log is written in one transaction, in milliseconds of what it speaks of. */
const SLICE = 14 * DAY;

type Event = {
  at: number;
  action: AuditAction;
  /** A user's id, or who else it was. */
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

/** Makes a place where events wait until all are there: the log's ids are in the order of time. */
export async function prepareEvents(client: pg.Client): Promise<void> {
  await client.query('CREATE TEMP TABLE seeded_event AS SELECT * FROM "AuditEvent" WITH NO DATA');
}

/**
 * Writes the events that wait into the log, the earliest first.
 * @param onProgress called with how much is done and how much there is
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
