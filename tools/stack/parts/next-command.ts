import type { Env } from "../../../lib/env.ts";
import { packageProgram } from "../settings/environment.ts";

/** Where and how Next serves. `HOST` null: on all addresses of the machine. */
export type Listening = Pick<Env, "HOST" | "PORT" | "KEEP_ALIVE_TIMEOUT">;

/** The program and arguments with which Node starts the application. */
export function nextCommand({ HOST, PORT, KEEP_ALIVE_TIMEOUT }: Listening, dev: boolean): string[] {
  const host = HOST === null ? [] : ["-H", HOST];
  // Only `next start` knows the option: a balancer that reuses a socket must never find it closed.
  const keepAlive = dev ? [] : ["--keepAliveTimeout", String(KEEP_ALIVE_TIMEOUT)];
  return [packageProgram("next/dist/bin/next"), dev ? "dev" : "start", "-p", String(PORT), ...host, ...keepAlive];
}
