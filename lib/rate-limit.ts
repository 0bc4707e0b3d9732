import "server-only";
import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { db } from "@/lib/db";
import { AppError, type ErrorCode } from "@/lib/errors";
import { sha256 } from "@/lib/secrets";

/** What is limited: `points` times within `duration` seconds, and what is said to whoever wants more. */
const LIMITS = {
  /** To one address: enough for a person, too few to flood a mailbox. */
  "sign-in-mail": { points: 6, duration: 15 * 60, code: "too_many_sign_in_mails" },
  "account-mail": { points: 6, duration: 60 * 60, code: "too_many_mails" },
  /** By one user. */
  "email-change": { points: 10, duration: 60 * 60, code: "too_many_mails" },
  /** By one merchant. */
  invitation: { points: 20, duration: 60 * 60, code: "too_many_mails" },
} as const satisfies Record<string, { points: number; duration: number; code: ErrorCode }>;

type Limited = keyof typeof LIMITS;

// Kept, because each limiter has a timer that clears away what has expired.
const limiters = new Map<Limited, RateLimiterPrisma>();

/**
 * Counts one more time that somebody does something, on all servers together.
 * @param whose who does it, or to whom: kept as a hash
 * @throws AppError with the limit's code when it is too often; the database's error as it came
 */
export async function countAgainstLimit(what: Limited, whose: string): Promise<void> {
  const { points, duration, code } = LIMITS[what];
  const limiter = limiters.get(what) ?? new RateLimiterPrisma({ storeClient: db(), keyPrefix: what, points, duration });
  limiters.set(what, limiter);
  try {
    await limiter.consume(sha256(whose));
  } catch (refusal) {
    if (refusal instanceof RateLimiterRes) throw new AppError(code);
    throw refusal;
  }
}
