import "server-only";
import { createHmac } from "node:crypto";
import { RateLimiterPrisma } from "rate-limiter-flexible";
import { db } from "@/lib/db/client";
import { queryKept } from "@/lib/db/query-kept";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors/app-error";
import { log } from "@/lib/log";
import { LIMITS } from "@/lib/quotas";
import { Prisma } from "@/prisma/generated/client";

type Limited = keyof typeof LIMITS;

// Cached, because each limiter has a timer that deletes expired rows.
const limiters = new Map<Limited, RateLimiterPrisma>();

/**
 * Counts an attempt against a limit, across all servers. It is one statement of ours, because the limiter needs two round
 * trips for it. Concurrent attempts wait for the row, so each of them is counted.
 * @param whose the user, mailbox or client; stored as a keyed hash, because an email could be guessed from a plain hash
 * @throws AppError with the limit's code when it is exceeded; any database error
 */
export async function countAgainstLimit(what: Limited, whose: string): Promise<void> {
  const { points, duration, code } = LIMITS[what];
  const hash = keyOf(what, whose);
  const [row] = await queryKept<{ counted: number }>(Prisma.sql`
    INSERT INTO "RateLimiterFlexible" AS kept (key, points, expire)
    VALUES (${limiterOf(what).getKey(hash)}, 1, now() + make_interval(secs => ${duration}::int))
    ON CONFLICT (key) DO UPDATE
       SET points = CASE WHEN kept.expire > now() THEN kept.points + 1 ELSE 1 END,
           expire = CASE WHEN kept.expire > now() THEN kept.expire ELSE excluded.expire END
    RETURNING points AS counted`);
  const counted = row?.counted ?? 0;
  if (counted <= points) return;
  // Logged once per window. The hash shows an operator whether two refusals have the same cause.
  if (counted === points + 1) log.warn({ limit: what, by: hash.slice(0, 12) }, "a limit was reached");
  throw new AppError(code);
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
