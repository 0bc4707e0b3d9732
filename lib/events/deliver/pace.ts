import { setTimeout as pause } from "node:timers/promises";

/** How long outcomes are gathered, so that one transaction records them, in milliseconds. */
const GATHERING_MS = 20;

/** A timer that rings later than this, in milliseconds, says that the server is busy. */
const TOLERATED_MS = 10;

/** How many times as long as the timer was late the deliveries wait. */
const PATIENCE_FACTOR = 10;

/** The longest wait, in milliseconds. */
const LONGEST_MS = 1_000;

/**
 * Waits a moment, and longer while requests keep this server busy: then the timer rings late. A notification that is not
 * acknowledged is lost, and an event can wait.
 * @returns whether the server is busy
 */
export async function giveWay(): Promise<boolean> {
  const begun = performance.now();
  await pause(GATHERING_MS);
  const late = performance.now() - begun - GATHERING_MS;
  if (late <= TOLERATED_MS) return false;
  await pause(Math.min(late * PATIENCE_FACTOR, LONGEST_MS));
  return true;
}
