import "server-only";
import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import type { MiddlewareHandler } from "hono";
import { idempotencyHeaders, idempotent, idempotentStream } from "@/lib/api/idempotent";
import { needs, problems } from "@/lib/api/operation";
import { permit } from "@/lib/api/permit";
import type { ApiProblem } from "@/lib/http/api-problems";
import type { ApiPermission } from "@/lib/principal";

type PostConfig = Omit<RouteConfig, "method" | "middleware" | "security" | "request"> & {
  operationId: string;
  request: Omit<NonNullable<RouteConfig["request"]>, "headers">;
};

/**
 * Describes a POST. All of them take an `Idempotency-Key`, so `createRoute` is not used for them directly. The handler
 * gives the row that it creates the ID `context.get("resultId")`, with `ON CONFLICT DO NOTHING`: a call that is
 * repeated after a crash then creates nothing twice.
 */
export function createPostRoute<Permission extends ApiPermission, Config extends PostConfig>(
  permission: Permission,
  config: Config,
) {
  return describePost(permission, config, idempotent(config.operationId));
}

/** As `createPostRoute`, for a body of any size. The handler reads it, and then calls `context.get("claimResult")`. */
export function createStreamedPostRoute<Permission extends ApiPermission, Config extends PostConfig>(
  permission: Permission,
  config: Config,
) {
  return describePost(permission, config, idempotentStream(config.operationId));
}

function describePost<Permission extends ApiPermission, Config extends PostConfig, Once extends MiddlewareHandler>(
  permission: Permission,
  config: Config,
  once: Once,
) {
  const middleware: [ReturnType<typeof permit<Permission>>, Once] = [permit(permission), once];
  const request: Config["request"] & { headers: typeof idempotencyHeaders } = {
    ...(config.request as Config["request"]),
    headers: idempotencyHeaders,
  };
  return createRoute({ ...config, ...needs(permission), middleware, method: "post", request });
}

/** As `problems`, with those that every POST with a body may have. */
export function postProblems(...codes: ApiProblem[]): Record<never, never> {
  return streamProblems("too_large", "length_required", ...codes);
}

/** As `postProblems`, for a body of any size. */
export function streamProblems(...codes: ApiProblem[]): Record<never, never> {
  return problems("idempotency_key_reused", "idempotency_in_progress", "unsupported_media_type", ...codes);
}
