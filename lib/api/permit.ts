import "server-only";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { RefusedError } from "@/lib/api/refused-error";
import { authenticate } from "@/lib/api-keys/authenticate";
import { sha256 } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";
import { log, nameApiKey } from "@/lib/log";
import { type ApiKey, type ApiPermission, isPermitted } from "@/lib/principal";

/** `Retry-After` allows only whole seconds. */
const WINDOW_SECONDS = 1;

/** When each key over its limit is free again, by hash. It spares the database a flood of requests. */
const blocked = new Map<string, number>();

/**
 * Lets a request through if its key works, has requests left, and has the permission. It runs before any of the
 * request is parsed.
 * @returns a middleware that sets `key`
 */
export function permit<Permission extends ApiPermission>(permission: Permission) {
  return createMiddleware<{ Variables: { key: ApiKey<Permission> } }>(async (context, next) => {
    const key = await admit(context);
    if (!isPermitted(key, permission)) throw new RefusedError("permission_missing", { permission });
    context.set("key", key);
    await next();
  });
}

/** Authenticates a call, and counts it. */
async function admit(context: Context): Promise<ApiKey> {
  const [, secret] = /^Bearer +(\S+)$/i.exec(context.req.header("authorization") ?? "") ?? [];
  if (secret === undefined) throw new RefusedError("unauthorized");
  const limit = env().API_RATE_LIMIT;
  const hash = sha256(secret);
  if (isBlocked(hash)) throw refuse(context, limit);

  const found = await authenticate(secret).catch((error: unknown) => {
    log.error({ err: error }, "an API key could not be read");
    throw new RefusedError("storage_unavailable");
  });
  if (!found) throw new RefusedError("unauthorized");
  nameApiKey(found.key.id);
  if (found.requests > limit) {
    blocked.set(hash, Date.now() + found.left);
    throw refuse(context, limit);
  }
  setLimitHeaders(context, limit, limit - found.requests);
  return found.key;
}

function isBlocked(hash: string): boolean {
  const until = blocked.get(hash);
  if (until === undefined) return false;
  if (until > Date.now()) return true;
  blocked.delete(hash);
  return false;
}

function refuse(context: Context, limit: number): RefusedError {
  setLimitHeaders(context, limit, 0);
  context.header("Retry-After", String(WINDOW_SECONDS));
  return new RefusedError("rate_limited");
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-10: the limit of a second, and what is left of it. */
function setLimitHeaders(context: Context, limit: number, remaining: number): void {
  context.header("RateLimit-Policy", `"key";q=${limit};w=${WINDOW_SECONDS}`);
  context.header("RateLimit", `"key";r=${remaining};t=${WINDOW_SECONDS}`);
}
