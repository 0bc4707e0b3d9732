import "server-only";
import { setTimeout as pause } from "node:timers/promises";
import { isPassing, storeAlone, storeInBatch } from "@/lib/notifications/receive/store";
import type { ReceivedNotification } from "@/lib/receipthero/notification";

/**
 * How long storing is tried again while the database fails over, in milliseconds. ReceiptHero documents no repetition,
 * so a refused notification may be lost. A try that begins in time may take longer, and a repetition does no harm.
 */
const TRIED_FOR_MS = 8_000;
const PAUSE_MS = 300;

/** How many of those that wait are tried at once, so that they leave the other connections to everything else. */
const TRIED_AT_ONCE = 5;
let free = TRIED_AT_ONCE;
const line: (() => void)[] = [];

/** How much may wait for the database in this process, in bytes. Further notifications are refused at once. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
/** The memory of a request that waits, besides its payload. */
const REQUEST_BYTES = 16 * 1024;
/** A character of a string takes one or two. */
const CHARACTER_BYTES = 2;
let waitingBytes = 0;

/** Why the last try failed, if that passes: what comes then waits without a try of its own. */
type Failure = { error: unknown };
let outage: Failure | null = null;

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
  const first = outage ?? (await tryToStore(notification, storeInBatch));
  if (typeof first === "boolean") return first;
  const bytes = REQUEST_BYTES + notification.payload.length * CHARACTER_BYTES;
  if (waitingBytes + bytes > MAX_WAITING_BYTES) throw first.error;
  waitingBytes += bytes;
  try {
    return await storeLater(notification, first);
  } finally {
    waitingBytes -= bytes;
  }
}

async function storeLater(notification: ReceivedNotification, failure: Failure): Promise<boolean> {
  const end = performance.now() + TRIED_FOR_MS;
  for (let last = failure; ; ) {
    const { error } = last;
    const result = await inTurn(async () => {
      if (performance.now() > end) throw error;
      if (outage) await pause(PAUSE_MS);
      return tryToStore(notification, storeAlone);
    });
    if (typeof result === "boolean") return result;
    last = result;
  }
}

/** Runs a few tasks at once, in the order in which they came. */
async function inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
  if (free > 0) free -= 1;
  else await new Promise<void>((begin) => line.push(begin));
  try {
    return await task();
  } finally {
    const begin = line.shift();
    if (begin) begin();
    else free += 1;
  }
}

async function tryToStore(notification: ReceivedNotification, store: typeof storeAlone): Promise<boolean | Failure> {
  try {
    const isStored = await store(notification);
    outage = null;
    return isStored;
  } catch (error) {
    outage = isPassing(error) ? { error } : null;
    if (!outage) throw error;
    return outage;
  }
}
