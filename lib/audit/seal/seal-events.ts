import "server-only";
import { EVENT_TEXT, type Head, START, seal } from "@/lib/audit/seal/chain";
import { db, type Transaction } from "@/lib/db/client";
import { log } from "@/lib/log";

/** How many events one transaction seals. */
const BATCH_ROWS = 1_000;

/** How many batches one sweep seals. The next sweep goes on, so that its other steps do not wait. */
const BATCHES_PER_SWEEP = 20;

/** How often the head is logged at most, in milliseconds. What nobody logged can be removed without a trace. */
const LOG_INTERVAL_MS = 5 * 60_000;

/** The head that this process last logged, and when. */
let logged: { hash: string | null; at: number } = { hash: null, at: 0 };

/**
 * Seals the audit events that were committed, and logs the head of the chain when it has moved on: a copy of it outside
 * the database shows that nobody cut the chain or wrote it again. Several servers may run this at once; one of them seals.
 * @throws any database error
 */
export async function sealAuditEvents(): Promise<void> {
  for (let n = 0; n < BATCHES_PER_SWEEP; n++) if ((await sealBatch()) < BATCH_ROWS) break;
  if (Date.now() - logged.at < LOG_INTERVAL_MS) return;
  const { position, hash } = await readHead(db());
  if (hash === logged.hash) return;
  log.info({ position: String(position), hash }, "the head of the audit log");
  logged = { hash, at: Date.now() };
}

/** @returns how many there were, or 0 when another server is at it */
function sealBatch(): Promise<number> {
  return db().$transaction(async (tx) => {
    const [lock] = await tx.$queryRaw<[{ isOurs: boolean }]>`
      SELECT pg_try_advisory_xact_lock(hashtext('seal_audit_events')) AS "isOurs"`;
    if (!lock.isOurs) return 0;
    let head = await readHead(tx);
    // An event that was removed before its turn keeps its row without a position, and the check names it.
    const events = await tx.$queryRaw<{ eventId: bigint; text: string }[]>`
      SELECT s."eventId", ${EVENT_TEXT} AS text FROM "AuditSeal" s JOIN "AuditEvent" e ON e.id = s."eventId"
       WHERE s.position IS NULL ORDER BY s."eventId" LIMIT ${BATCH_ROWS}::int`;
    const seals = events.map(({ eventId, text }) => {
      head = { position: head.position + 1n, hash: seal(head.hash, text) };
      return { eventId, ...head };
    });
    if (seals.length > 0) {
      await tx.$executeRaw`
        UPDATE "AuditSeal" s SET position = v.position, hash = decode(v.hash, 'hex')
          FROM unnest(${seals.map((each) => each.eventId)}::bigint[], ${seals.map((each) => each.position)}::bigint[],
                      ${seals.map((each) => each.hash)}::text[]) AS v ("eventId", position, hash)
         WHERE s."eventId" = v."eventId"`;
    }
    return seals.length;
  });
}

async function readHead(tx: Pick<Transaction, "$queryRaw">): Promise<Head> {
  const [head] = await tx.$queryRaw<Head[]>`
    SELECT position, encode(hash, 'hex') AS hash FROM "AuditSeal" WHERE position IS NOT NULL ORDER BY position DESC LIMIT 1`;
  return head ?? START;
}
