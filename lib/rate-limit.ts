import "server-only";
import { createHmac } from "node:crypto";
import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { db } from "@/lib/db";
import { env } from "@/lib/env";
import { AppError, type ErrorCode } from "@/lib/errors";
import { log } from "@/lib/log";

/** How many changes one user may make in an hour: far more than a person does, far fewer than a script. */
export const CHANGES_PER_HOUR = 200;

/** What is limited: `points` times within `duration` seconds, and what is said to whoever wants more. */
const LIMITS = {
  /** To one address: enough for a person, too few to flood a mailbox. */
  "sign-in-mail": { points: 6, duration: 15 * 60, code: "too_many_sign_in_mails" },
  "account-mail": { points: 6, duration: 60 * 60, code: "too_many_mails" },
  /** By one identity of a provider, and refusals of one user: each leaves rows in a log that is never deleted. */
  "sso-sign-in": { points: 60, duration: 60 * 60, code: "too_many_sign_ins" },
  "refused-sign-in": { points: 20, duration: 60 * 60, code: "too_many_sign_ins" },
  /** By one user. */
  change: { points: CHANGES_PER_HOUR, duration: 60 * 60, code: "too_many_changes" },
  "email-change": { points: 10, duration: 60 * 60, code: "too_many_mails" },
  /** By one merchant. */
  invitation: { points: 20, duration: 60 * 60, code: "too_many_mails" },
} as const satisfies Record<string, { points: number; duration: number; code: ErrorCode }>;

type Limited = keyof typeof LIMITS;

// Kept, because each limiter has a timer that clears away what has expired.
const limiters = new Map<Limited, RateLimiterPrisma>();

/**
 * Counts one more time that somebody does something, on all servers together.
 * @param whose who does it, or to whom; stored as a keyed hash, because an address could be guessed from a plain one
 * @throws AppError with the limit's code when it is too often; what the database throws
 */
export async function countAgainstLimit(what: Limited, whose: string): Promise<void> {
  const { points, duration, code } = LIMITS[what];
  const limiter = limiters.get(what) ?? new RateLimiterPrisma({ storeClient: db(), keyPrefix: what, points, duration });
  limiters.set(what, limiter);
  const key = createHmac("sha256", env().AUTH_SECRET).update(`${what}:${whose}`).digest("hex");
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    // Once in each period. The hash tells an operator whether it is the same one as before.
    if (refusal.consumedPoints === points + 1) log.warn({ limit: what, by: key.slice(0, 12) }, "a limit was reached");
    throw new AppError(code);
  }
}
