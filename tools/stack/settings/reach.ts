import { isIP } from "node:net";
import type { Env } from "../../../lib/env.ts";
import { isLoopback } from "../../../lib/http/loopback.ts";

/** Says who can reach the server, and which setting changes that. */
export function reach({ HOST, PORT, APP_URL }: Pick<Env, "HOST" | "PORT" | "APP_URL">): string {
  if (HOST !== null && isLoopback(isIP(HOST) === 6 ? `[${HOST}]` : HOST)) {
    return `from this machine alone (HOST=${HOST})`;
  }
  const where = HOST === null ? "on all addresses of this machine" : `at ${HOST}`;
  const foreign = isLoopback(new URL(APP_URL).hostname) ? `, but it answers only to ${new URL(APP_URL).hostname}` : "";
  return `by everyone who can connect to port ${PORT} ${where}${foreign}`;
}
