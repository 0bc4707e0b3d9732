import "server-only";
import type { RouteConfig, z } from "@hono/zod-openapi";
import { permit } from "@/lib/api/permit";
import { problemSchema } from "@/lib/api/problem-schema";
import { type ApiProblem, apiProblems, PROBLEM_TYPE } from "@/lib/http/api-problems";
import type { ApiPermission } from "@/lib/principal";

/** The problems that every operation with a key may have. */
const COMMON: ApiProblem[] = [
  "malformed_request",
  "unauthorized",
  "permission_missing",
  "rate_limited",
  "internal_error",
  "storage_unavailable",
];

/** The part of an operation's description that states which permission it needs. It is checked before anything else. */
export function needs<Permission extends ApiPermission>(permission: Permission) {
  return { middleware: permit(permission), security: [{ key: [] }], "x-permission": permission };
}

/** A response with a JSON body. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { "application/json": { schema } } };
}

/**
 * The responses of the problems that an operation may have, by status.
 * @param codes in addition to `COMMON`
 * @returns typed as empty: handlers throw problems, so their return type must not include them
 */
export function problems(...codes: ApiProblem[]): Record<never, never> {
  const byStatus = Map.groupBy([...COMMON, ...codes], (code) => apiProblems[code].status);
  const responses: RouteConfig["responses"] = {};
  for (const [status, of] of byStatus) {
    responses[status] = {
      description: of.map((code) => `\`${code}\`: ${apiProblems[code].title}`).join(" "),
      content: { [PROBLEM_TYPE]: { schema: problemSchema } },
    };
  }
  return responses;
}
