import type { ChildProcess } from "node:child_process";
import { createWriteStream } from "node:fs";
import { isIPv6 } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { node } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/user-error.mjs";
import type { Run } from "../process-group.ts";
import { SETTINGS_ARE_READ } from "../settings/environment.ts";
import type { Given } from "../settings/settings.ts";
import { type Listening, nextCommand } from "./next-command.ts";

const HEALTHY_WITHIN = 60_000; // ms
const POLL = 150; // ms
const WARN = 40; // pino's number for it

/** How the application runs; with a `logFile` its output goes there, and only warnings and errors to the terminal. */
export type Serving = { environment: Given; listening: Listening; dev: boolean; logFile: string | null };

/**
 * Starts the application and waits until it says that it is healthy.
 * @returns its process
 * @throws {Problem} when it ends, or is not healthy within a minute: with what it said last
 */
export async function startApp(run: Run, { environment, listening, dev, logFile }: Serving): Promise<ChildProcess> {
  const output = logFile === null ? "inherit" : "pipe";
  const child = run.start("application", node, nextCommand(listening, dev), {
    env: { ...environment, ...SETTINGS_ARE_READ, NODE_ENV: dev ? "development" : "production" },
    stdio: ["ignore", output, output],
  });
  if (logFile !== null) keepLog(child, logFile);
  await untilHealthy(child, `http://${reachableHost(listening.HOST)}:${listening.PORT}/api/health`);
  return child;
}

/** How a URL names a listening address on this machine itself. */
function reachableHost(host: string | null): string {
  if (host === null || host === "0.0.0.0" || host === "::") return "localhost";
  return isIPv6(host) ? `[${host}]` : host;
}

async function untilHealthy(child: ChildProcess, address: string): Promise<void> {
  let answer = "no answer";
  for (const end = Date.now() + HEALTHY_WITHIN; Date.now() < end; await sleep(POLL)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new Problem(
        `The application ended before it was ready (${child.signalCode ?? `exit code ${child.exitCode}`}).`,
      );
    }
    try {
      const response = await fetch(address, { redirect: "manual", signal: AbortSignal.timeout(10_000) });
      if (response.ok) return;
      answer = `status ${response.status}: ${(await response.text()).slice(0, 300)}`;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      answer = cause instanceof Error ? cause.message : String(cause);
    }
  }
  throw new Problem(`The application was not healthy within a minute. ${address} said: ${answer}`);
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
    const { level } = JSON.parse(line) as { level: unknown };
    if (typeof level === "number") return level;
    return ["warn", "error", "fatal"].includes(String(level)) ? WARN : 0;
  } catch {
    return isError ? WARN : 0;
  }
}
