import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { db, sqlState } from "@/lib/db/client";
import { isKnownType, REVOCATION, type ReceivedNotification } from "@/lib/receipthero/notification";

/**
 * For how long storing is tried again while the database fails over, in milliseconds. ReceiptHero documents no repetition,
 * so a refused notification may be lost. A try that begins in time may take longer, and a repetition does no harm.
 */
const TRIED_FOR_MS = 8_000;
const PAUSE_MS = 300;

/** How much may wait for the database in this process, in characters. What comes then is refused at once. */
const MAX_WAITING = 32_000_000;
let waiting = 0;

/**
 * States of PostgreSQL and PgBouncer that pass: connections that broke (08), shutdown and start (57P), a leader that has become
 * a standby (25006), a full disk (53100), too many connections (53300). A query that took too long (57014) is none of them.
 */
const PASSING = /^(08...|57P..|25006|53100|53300)$/;

/**
 * Stores a notification once. A repeated delivery increments the counter of the first. This is one statement, so it is
 * committed when the function returns. Of a hundred concurrent deliveries one inserts, and the others count.
 *
 * A delivery has no ID (receipthero-api.md section 3). The key for deduplication is type, connection and receipt. For a
 * revocation it includes the current grant, so revoking the next grant is another notification. For an unknown type it
 * is the bytes of the body, because we cannot tell which fields identify it.
 *
 * If ReceiptHero still accepted the token, a revocation disconnects nothing. A second delivery may be true, so it is
 * processed as well.
 * @returns whether it was stored. False if PostgreSQL's jsonb refuses a text that readNotification should have repaired
 * @throws any database error
 */
export async function receiveNotification(notification: ReceivedNotification): Promise<boolean> {
  const { length } = notification.payload;
  try {
    return await store(notification);
  } catch (error) {
    if (!isPassing(error) || waiting + length > MAX_WAITING) throw error;
  }
  waiting += length;
  try {
    return await storeLater(notification);
  } finally {
    waiting -= length;
  }
}

async function storeLater(notification: ReceivedNotification): Promise<boolean> {
  for (const end = performance.now() + TRIED_FOR_MS; ; ) {
    await pause(PAUSE_MS);
    try {
      return await store(notification);
    } catch (error) {
      if (!isPassing(error) || performance.now() > end) throw error;
    }
  }
}

/** An error without a state of PostgreSQL means that there was no connection. */
function isPassing(error: unknown): boolean {
  const state = sqlState(error);
  return state === null || PASSING.test(state);
}

async function store(notification: ReceivedNotification): Promise<boolean> {
  const { type, receiptheroId, receiptId, payload, digest } = notification;
  try {
    await db().$executeRaw`
      SELECT receive_notification(${type}::text, ${receiptheroId}::text, ${receiptId}::text, ${payload}::jsonb,
                                  ${type === REVOCATION}::boolean, ${isKnownType(type)}::boolean, ${digest}::text)`;
    return true;
  } catch (error) {
    // Class 22 is a data exception: the database works, and will never accept this text.
    if (sqlState(error)?.startsWith("22")) return false;
    throw error;
  }
}
