import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as pause } from "node:timers/promises";
import { db, patientDb, replicaDb, sqlState } from "@/lib/db/client";
import { log } from "@/lib/log";
import { Prisma, type PrismaClient } from "@/prisma/generated/client";

// docs/decisions/0064-read-replica.md

/** The header that says how old the data of an answer is, in seconds, when it was read from the replica. */
export const DATA_AGE = "Data-Age";

/** A replica that is as far behind as this, or further, is not read. In milliseconds. */
const MAX_AGE_MS = 5_000;

/** For how long an answer of the check holds, in milliseconds. */
const CHECKED_FOR_MS = 1_000;

/** For how long a replica that failed is left alone, in milliseconds. */
const AVOIDED_FOR_MS = 10_000;

/** A replica that keeps up has what the primary just wrote within this time. In milliseconds. */
const CATCH_UP_MS = 20;
const CATCH_UP_TRIES = 3;

/** How far the primary had written at a moment (`performance.now()`). */
type Position = { at: number; lsn: bigint };

/**
 * The history of a server's WAL: positions of two histories say nothing about each other. A new cluster has another system
 * identifier, and each promotion begins another `timeline_id`.
 */
type History = { system: string; timelineId: number };

/** The newest positions of the primary, oldest first. */
let positions: Position[] = [];

/** When the replica's data was complete, at the last check; null when it is too old, unknown or down. */
let checked: { at: number; completeAt: number | null } | null = null;
let checking: Promise<number | null> | null = null;
let avoidedUntil = 0;

/** The age of the oldest data that an answer was made of, in milliseconds. */
const currentAge = new AsyncLocalStorage<{ ms: number | null }>();

/**
 * Reads on the replica while it is less than 5 seconds behind, and otherwise on the primary. A read that fails on the
 * replica is repeated on the primary, unless it took too long: it would take as long there. It must not write, nor read
 * what its caller just wrote.
 * @param primary the client for the primary: `db` for a read that is cheap there
 * @throws any error of the primary, and of the replica that the read took too long
 */
export async function onReplica<Result>(
  read: (client: PrismaClient) => Promise<Result>,
  primary: () => PrismaClient = patientDb,
): Promise<Result> {
  const replica = replicaDb();
  const completeAt = replica && (await findCompleteAt(replica.check));
  if (!replica || completeAt === null) return read(primary());
  try {
    const result = await read(replica.reads);
    noteAge(performance.now() - completeAt);
    return result;
  } catch (error) {
    if (isTooSlow(error)) throw error;
    avoid(error);
    return read(primary());
  }
}

/**
 * Answers, and tells the age of the oldest data in the answer.
 * @returns the age in whole seconds, rounded up; null when everything was read from the primary
 */
export async function withDataAge<Result>(
  answer: () => Promise<Result>,
): Promise<{ result: Result; age: number | null }> {
  const age: { ms: number | null } = { ms: null };
  const result = await currentAge.run(age, answer);
  if (age.ms === null) return { result, age: null };
  // A larger answer that this one is a part of is as old.
  noteAge(age.ms);
  return { result, age: Math.ceil(age.ms / 1_000) };
}

function noteAge(ms: number): void {
  const age = currentAge.getStore();
  if (age) age.ms = Math.max(age.ms ?? 0, ms);
}

/** When the replica had everything (`performance.now()`), or null when it may not be read. */
async function findCompleteAt(check: PrismaClient): Promise<number | null> {
  const now = performance.now();
  if (now < avoidedUntil) return null;
  if (!checked || now - checked.at > CHECKED_FOR_MS) {
    checking ??= compare(check).finally(() => {
      checking = null;
    });
    checked = { at: now, completeAt: await checking };
  }
  const { completeAt } = checked;
  return completeAt !== null && performance.now() - completeAt < MAX_AGE_MS ? completeAt : null;
}

/**
 * Asks the primary how far it has written, and the replica how far it has replayed. The replica has everything from
 * before the newest position of the primary that it has reached. So no clocks are compared, and a replica whose stream is
 * cut looks as old as it is. A replica of another history, as after a restore or a fail-over, is not read.
 */
async function compare(check: PrismaClient): Promise<number | null> {
  const at = performance.now();
  // An error of the primary is not ours to hide: the read meets it as well.
  const [primary] = await db().$queryRaw<[History & { lsn: string }]>`
    SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::text AS lsn,
           (SELECT system_identifier FROM pg_control_system())::text AS system,
           ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int AS "timelineId"`;
  positions = [...positions.filter((position) => at - position.at < MAX_AGE_MS), { at, lsn: BigInt(primary.lsn) }];
  for (let tries = 0; ; tries++) {
    const replayed = await replayedBy(check, primary);
    if (replayed === null) return null;
    const reached = positions.findLast(({ lsn }) => lsn <= replayed);
    if (reached?.at === at || tries === CATCH_UP_TRIES) return reached?.at ?? null;
    await pause(CATCH_UP_MS);
  }
}

/**
 * How far the replica has replayed; null when it is down, no replica, or one of another history. After a promotion a
 * replica notes the new `timeline_id` when it next flushes a page, and is not read until then.
 */
async function replayedBy(check: PrismaClient, { system, timelineId }: History): Promise<bigint | null> {
  try {
    const [replica] = await check.$queryRaw<{ lsn: string | null }[]>`
      SELECT pg_wal_lsn_diff(pg_last_wal_replay_lsn(), '0/0')::text AS lsn
        FROM pg_control_system() s, pg_control_checkpoint() c, pg_control_recovery() r
       WHERE pg_is_in_recovery() AND s.system_identifier = ${system}::bigint
         AND greatest(c.timeline_id, r.min_recovery_end_timeline) = ${timelineId}::int`;
    return typeof replica?.lsn === "string" ? BigInt(replica.lsn) : null;
  } catch (error) {
    avoid(error);
    return null;
  }
}

/** Whether the read itself, or its transaction (P2028), took longer than its limit. The replica works. */
function isTooSlow(error: unknown): boolean {
  const isLateTransaction = error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2028";
  return isLateTransaction || sqlState(error) === "57014";
}

function avoid(error: unknown): void {
  avoidedUntil = performance.now() + AVOIDED_FOR_MS;
  log.warn({ err: error }, "the replica failed, so the primary is read");
}
