import type { ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { isIPv6 } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Env } from "../../../lib/env.ts";
import { node } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/report.mjs";
import type { Run } from "../process/run.ts";
import { packageProgram, SETTINGS_ARE_READ } from "../settings/environment.ts";
import type { Given } from "../settings/settings.ts";
import { ARTEFACT } from "./artefact.ts";

const HEALTHY_WITHIN_MS = 60_000;
const POLL_MS = 100;
const WARN = 40; // pino's number for it

/** Where and how Next serves. `HOST` null: on all addresses of the machine. */
type Listening = Pick<Env, "HOST" | "PORT">;

/** How the application runs; with a `logFile` its output goes there, and only warnings and errors to the terminal. */
export type Serving = { environment: Given; listening: Listening; dev: boolean; logFile: string | null };

/**
 * Starts the application and waits until it says that it is healthy.
 * @throws {Problem} when it ends, or is not healthy within a minute: with what it said last
 */
export async function startApp(run: Run, { environment, listening, dev, logFile }: Serving): Promise<ChildProcess> {
  const output = logFile === null ? "inherit" : "pipe";
  const { HOST, PORT } = listening;
  const host = HOST === null ? [] : ["-H", HOST];
  const program = dev
    ? [packageProgram("next/dist/bin/next"), "dev", "-p", String(PORT), ...host]
    : [join(ARTEFACT, "server.js")];
  const child = run.start(node, program, {
    env: { ...environment, ...SETTINGS_ARE_READ, NODE_ENV: dev ? "development" : "production" },
    stdio: ["ignore", output, output],
    kind: "application",
  });
  if (logFile !== null) keepLog(child, logFile);
  await untilHealthy(
    `http://${reachableHost(HOST)}:${PORT}`,
    () => child.exitCode !== null || child.signalCode !== null,
  );
  return child;
}

/**
 * Waits until an application says that it is healthy.
 * @param url of the application
 * @param hasEnded whether its process is gone
 * @throws {Problem} when it ends, or is not healthy within a minute: with what it said last
 */
export async function untilHealthy(url: string, hasEnded: () => boolean): Promise<void> {
  let answer = "no answer";
  for (const end = Date.now() + HEALTHY_WITHIN_MS; Date.now() < end; await sleep(POLL_MS)) {
    if (hasEnded()) throw new Problem("The application ended before it was ready.");
    try {
      const response = await fetch(`${url}/api/ready`, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
      if (response.ok) return;
      answer = `status ${response.status}: ${(await response.text()).slice(0, 300)}`;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      answer = cause instanceof Error ? cause.message : String(cause);
    }
  }
  throw new Problem(`The application was not ready within a minute. ${url}/api/ready said: ${answer}`);
}

/** How a URL names a listening address on this machine itself. */
function reachableHost(host: string | null): string {
  if (host === null || host === "0.0.0.0" || host === "::") return "localhost";
  return isIPv6(host) ? `[${host}]` : host;
}

function keepLog(child: ChildProcess, logFile: string): void {
  const log = createWriteStream(logFile, { mode: 0o600 });
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    createInterface({ input: stream }).on("line", (line) => {
      log.write(`${line}\n`);
      if (levelOf(line, stream === child.stderr) >= WARN) console.error(line);
    });
  }
}

/** Gives pino's level of a line of log; what is not one counts as an error on the error stream and else as nothing. */
function levelOf(line: string, isError: boolean): number {
  try {
    const { level } = JSON.parse(line);
    if (typeof level === "number") return level;
    return ["warn", "error", "fatal"].includes(String(level)) ? WARN : 0;
  } catch {
    return isError ? WARN : 0;
  }
}
