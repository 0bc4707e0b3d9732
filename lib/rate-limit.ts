import "server-only";
import { createHmac } from "node:crypto";
import { RateLimiterPrisma, RateLimiterRes } from "rate-limiter-flexible";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { LIMITS } from "@/lib/quotas";

type Limited = keyof typeof LIMITS;

// Cached, because each limiter has a timer that deletes expired rows.
const limiters = new Map<Limited, RateLimiterPrisma>();

/**
 * Counts an attempt against a limit, across all servers.
 * @param whose the user, mailbox or client; stored as a keyed hash, because an email could be guessed from a plain hash
 * @throws AppError with the limit's code when it is exceeded; any database error
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
 * @throws any database error
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
