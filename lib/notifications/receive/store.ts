import "server-only";
import { db, sqlState } from "@/lib/db/client";
import { isKnownType, REVOCATION, type ReceivedNotification } from "@/lib/receipthero/notification";

/** How many batches are stored at once before further notifications gather. */
const BATCHES = 2;
/** How long a notification gathers at most, in milliseconds: a batch that waits for a lock delays no other. */
const GATHERED_FOR_MS = 2;
const MOST_OF_A_BATCH = 64;
/** The characters of a batch. Large bodies gain nothing from a common statement. */
const CHARACTERS_OF_A_BATCH = 256 * 1024;

type Waiting = {
  notification: ReceivedNotification;
  resolve(isStored: boolean): void;
  reject(error: unknown): void;
};

let gathering: Waiting[] = [];
let characters = 0;
let running = 0;

/**
 * States of PostgreSQL and PgBouncer that pass: connections that broke (08), shutdown and start (57P), a leader that has become
 * a standby (25006), a full disk (53100), too many connections (53300). A query that took too long (57014) is none of them.
 */
const PASSING = /^(08...|57P..|25006|53100|53300)$/;

/**
 * Stores a notification together with those that arrive at the same time, in one statement. It is committed when the
 * function returns. While few arrive, each is stored at once.
 * @returns false if PostgreSQL's jsonb refuses a text that readNotification should have repaired
 * @throws any database error
 */
export function storeInBatch(notification: ReceivedNotification): Promise<boolean> {
  return new Promise((resolve, reject) => {
    gathering.push({ notification, resolve, reject });
    characters += notification.payload.length;
    if (gathering.length === MOST_OF_A_BATCH || characters > CHARACTERS_OF_A_BATCH) void storeGathered();
    else if (gathering.length === 1 && running < BATCHES) setImmediate(storeGathered);
    else if (gathering.length === 1) setTimeout(storeGathered, GATHERED_FOR_MS);
  });
}

/** As `storeInBatch`, in a statement of its own. */
export async function storeAlone(notification: ReceivedNotification): Promise<boolean> {
  try {
    await insert([notification]);
    return true;
  } catch (error) {
    if (isOfText(error)) return false;
    throw error;
  }
}

/** Whether the database works, and will never accept this text: class 22 is a data exception. */
function isOfText(error: unknown): boolean {
  return sqlState(error)?.startsWith("22") ?? false;
}

/**
 * Whether an error passes. One without a state of PostgreSQL means that there was no connection, or no answer. An overload
 * can look the same as a leader whose network is cut, so it passes as well.
 */
export function isPassing(error: unknown): boolean {
  const state = sqlState(error);
  return state === null || PASSING.test(state);
}

async function storeGathered(): Promise<void> {
  const batch = gathering;
  gathering = [];
  characters = 0;
  if (batch.length === 0) return;
  running += 1;
  try {
    await insert(batch.map(({ notification }) => notification));
    for (const { resolve } of batch) resolve(true);
  } catch (error) {
    // One of them may be the reason, and the others are good.
    for (const { notification, resolve, reject } of batch) {
      if (batch.length === 1 && isOfText(error)) resolve(false);
      else if (batch.length === 1 || isPassing(error)) reject(error);
      else storeAlone(notification).then(resolve, reject);
    }
  } finally {
    running -= 1;
    void storeGathered();
  }
}

/** Sorted, because two servers that store the same notifications in another order would wait for each other. */
async function insert(notifications: ReceivedNotification[]): Promise<void> {
  const rows = notifications.map(({ type, receiptheroId, receiptId, payload, digest }) => ({
    type,
    receiptheroId,
    receiptId,
    payload,
    isRevocation: type === REVOCATION,
    isKnown: isKnownType(type),
    digest,
  }));
  await db().$executeRaw`
    SELECT receive_notification(n.type, n.connection, n.receipt, n.payload::jsonb, n.revocation, n.known, n.digest)
      FROM unnest(${rows.map(({ type }) => type)}::text[], ${rows.map(({ receiptheroId }) => receiptheroId)}::text[],
                  ${rows.map(({ receiptId }) => receiptId)}::text[], ${rows.map(({ payload }) => payload)}::text[],
                  ${rows.map(({ isRevocation }) => isRevocation)}::boolean[],
                  ${rows.map(({ isKnown }) => isKnown)}::boolean[], ${rows.map(({ digest }) => digest)}::text[])
           AS n (type, connection, receipt, payload, revocation, known, digest)
     ORDER BY n.connection, n.type, n.receipt, n.digest`;
}
