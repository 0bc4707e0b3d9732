import "server-only";
import { createHmac } from "node:crypto";
import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError, type ErrorCode } from "@/lib/errors";
import { LIMIT_MINUTES, MAIL_LIMIT_MINUTES } from "@/lib/lifetimes";
import { log } from "@/lib/log";

/** How many changes one user may make in an hour: far more than a user makes, far fewer than a script. */
export const CHANGES_PER_HOUR = 200;

const HOUR = LIMIT_MINUTES * 60;
const DAY = 24 * 60 * 60;
const MAIL_WINDOW = MAIL_LIMIT_MINUTES * 60;

/** The limits: `points` attempts within `duration` seconds, and the code of the refusal. */
const LIMITS = {
  /** By client: an IPv4 address, or a /64 of IPv6. An office or a mobile network may share one. */
  "mail-by-network": { points: 100, duration: HOUR, code: "too_many_mails_from_network" },
  /** By mailbox: enough for a user, too few to flood it. Links outlive the window, so one always works. */
  "sign-in-mail": { points: 6, duration: MAIL_WINDOW, code: "too_many_sign_in_mails" },
  "account-mail": { points: 6, duration: HOUR, code: "too_many_mails" },
  "invited-mailbox": { points: 10, duration: DAY, code: "too_many_mails" },
  "notice-mail": { points: 50, duration: HOUR, code: "too_many_mails" },
  /**
   * In total: emails that visitors requested; further sign-in emails of existing users; emails that signed-in users
   * requested.
   */
  "sign-in-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "users-sign-in-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "account-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "notices-in-all": { points: 5_000, duration: HOUR, code: "mail_paused" },
  /** By identity of a provider, and by refused user: each attempt adds rows to a log that is never deleted. */
  "sso-sign-in": { points: 60, duration: HOUR, code: "too_many_sign_ins" },
  "refused-sign-in": { points: 20, duration: HOUR, code: "too_many_sign_ins" },
  /** By signed-in user, so nobody else can use it up. */
  "proof-mail": { points: 6, duration: MAIL_WINDOW, code: "too_many_codes" },
  /** By user. */
  change: { points: CHANGES_PER_HOUR, duration: HOUR, code: "too_many_changes" },
  "email-change": { points: 10, duration: HOUR, code: "too_many_mails" },
  "invitation-by-user": { points: 50, duration: DAY, code: "too_many_invitations" },
  /** By merchant. */
  invitation: { points: 20, duration: HOUR, code: "too_many_mails" },
} as const satisfies Record<string, { points: number; duration: number; code: ErrorCode }>;

type Limited = keyof typeof LIMITS;

// Cached, because each limiter has a timer that deletes expired rows.
const limiters = new Map<Limited, RateLimiterPrisma>();

/**
 * Counts an attempt against a limit, across all servers.
 * @param whose the user, mailbox or client; stored as a keyed hash, because an email could be guessed from a plain one
 * @throws AppError with the limit's code when it is exceeded; what the database throws
 */
export async function countAgainstLimit(what: Limited, whose: string): Promise<void> {
  const { points, code } = LIMITS[what];
  const key = keyOf(what, whose);
  try {
    await limiterOf(what).consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    // Logged once per window. The hash shows an operator whether two refusals have the same cause.
    if (refusal.consumedPoints === points + 1) log.warn({ limit: what, by: key.slice(0, 12) }, "a limit was reached");
    throw new AppError(code);
  }
}

/**
 * Whether the limit is exceeded in the current window.
 * @throws what the database throws
 */
export async function isReached(what: Limited, whose: string): Promise<boolean> {
  const counted = await limiterOf(what).get(keyOf(what, whose));
  return counted !== null && counted.consumedPoints > LIMITS[what].points;
}

function limiterOf(what: Limited): RateLimiterPrisma {
  const { points, duration } = LIMITS[what];
  const limiter = limiters.get(what) ?? new RateLimiterPrisma({ storeClient: db(), keyPrefix: what, points, duration });
  limiters.set(what, limiter);
  return limiter;
}

function keyOf(what: Limited, whose: string): string {
  return createHmac("sha256", env().AUTH_SECRET).update(`${what}:${whose}`).digest("hex");
}
