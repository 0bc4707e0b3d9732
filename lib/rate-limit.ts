import "server-only";
import { createHmac } from "node:crypto";
import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError, type ErrorCode } from "@/lib/errors";
import { LIMIT_MINUTES, MAIL_LIMIT_MINUTES } from "@/lib/lifetimes";
import { log } from "@/lib/log";

/** How many changes one user may make in an hour: far more than a person does, far fewer than a script. */
export const CHANGES_PER_HOUR = 200;

const HOUR = LIMIT_MINUTES * 60;
const DAY = 24 * 60 * 60;
const MAIL_WINDOW = MAIL_LIMIT_MINUTES * 60;

/** The limits: `points` times within `duration` seconds, and the code of the refusal. */
const LIMITS = {
  /** By one client: an address, or a /64 of IPv6. An office or a mobile network may share one. */
  "mail-by-network": { points: 100, duration: HOUR, code: "too_many_mails_from_network" },
  /** To one mailbox: enough for a person, too few to flood it. Links last longer than a period, so one always works. */
  "sign-in-mail": { points: 6, duration: MAIL_WINDOW, code: "too_many_sign_in_mails" },
  "account-mail": { points: 6, duration: HOUR, code: "too_many_mails" },
  "invited-mailbox": { points: 10, duration: DAY, code: "too_many_mails" },
  "notice-mail": { points: 50, duration: HOUR, code: "too_many_mails" },
  /** In all: mails that anyone asked for; sign-in mails of users beyond that; mails that signed-in users asked for. */
  "sign-in-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "users-sign-in-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "account-mails-in-all": { points: 2_000, duration: HOUR, code: "mail_paused" },
  "notices-in-all": { points: 5_000, duration: HOUR, code: "mail_paused" },
  /** By one identity of a provider, and refusals of one user: each leaves rows in a log that is never deleted. */
  "sso-sign-in": { points: 60, duration: HOUR, code: "too_many_sign_ins" },
  "refused-sign-in": { points: 20, duration: HOUR, code: "too_many_sign_ins" },
  /** By one user who is signed in: nobody else can use this up. */
  "proof-mail": { points: 6, duration: MAIL_WINDOW, code: "too_many_codes" },
  /** By one user. */
  change: { points: CHANGES_PER_HOUR, duration: HOUR, code: "too_many_changes" },
  "email-change": { points: 10, duration: HOUR, code: "too_many_mails" },
  "invitation-by-user": { points: 50, duration: DAY, code: "too_many_invitations" },
  /** By one merchant. */
  invitation: { points: 20, duration: HOUR, code: "too_many_mails" },
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
  const { points, code } = LIMITS[what];
  const key = keyOf(what, whose);
  try {
    await limiterOf(what).consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    // Once in each period. The hash tells an operator whether it is the same one as before.
    if (refusal.consumedPoints === points + 1) log.warn({ limit: what, by: key.slice(0, 12) }, "a limit was reached");
    throw new AppError(code);
  }
}

/** Whether something was refused in this period because of a limit. @throws what the database throws */
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
