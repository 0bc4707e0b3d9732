const SECOND = 1;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** The pauses before the next attempts, in seconds. After the last one a delivery is given up. */
export const RETRY_PAUSES = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR];

/** How much of a pause is random, so that events that failed together do not return together. */
const JITTER = 0.2;

/**
 * The pause after a failed attempt, in seconds, or null when the delivery is given up.
 * @param attempts how many there were
 * @param random between 0 and 1
 */
export function pauseAfter(attempts: number, random = Math.random()): number | null {
  const pause = RETRY_PAUSES[attempts - 1];
  return pause === undefined ? null : pause * (1 + JITTER * random);
}

/** The status with which an endpoint says that it is gone for good (RFC 9110 section 15.5.11). It is switched off. */
export const GONE = 410;

/** An endpoint is switched off when every delivery has failed for this long, in days. */
export const FAILING_DAYS = 5;
