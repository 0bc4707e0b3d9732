import type { OpenAPIHono } from "@hono/zod-openapi";
import { env } from "@/lib/env";
import { API_PATH } from "@/lib/http/paths";

const DESCRIPTION = `JSON in, JSON out. Times are ISO 8601 in UTC. A list is \`{"data": [...], "next_cursor": ...}\`: pass
\`next_cursor\` as \`cursor\` to get the next page, until it is null. Errors are problems (RFC 9457) with a stable \`code\`.
Every response has an \`X-Request-Id\`, which also appears in the server's log.`;

/** How a caller proves who it is. */
export const KEY_SCHEME = {
  type: "http",
  scheme: "bearer",
  description: "An API key. An admin creates one at `/admin/api-keys`.",
} as const;

/** The OpenAPI document of the API. @param partner the name in its title */
export function describeApi(api: OpenAPIHono, partner: string) {
  return api.getOpenAPI31Document({
    openapi: "3.1.0",
    info: { title: `API of ${partner}`, version: "1", description: DESCRIPTION.replaceAll("\n", " ") },
    servers: [{ url: `${env().APP_URL}${API_PATH}` }],
  });
}
