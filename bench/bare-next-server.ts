import type { ChildProcess } from "node:child_process";
import { cpSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { node } from "../tools/stack/bootstrap/paths.mjs";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import type { Run } from "../tools/stack/process/run.ts";
import { packageProgram, SETTINGS_ARE_READ } from "../tools/stack/settings/environment.ts";

/** Next's standalone server of the least application: a page, and a handler with one insert. */
const SERVER = "bench/bare-next/.next/standalone/bench/bare-next/server.js";

/** Builds the bare application. Its standalone server gets the files for the browser, which Next leaves out. */
export async function buildBareNext(run: Run): Promise<void> {
  const args = [packageProgram("next/dist/bin/next"), "build", "bench/bare-next"];
  const env = { PATH: process.env.PATH, ...SETTINGS_ARE_READ, NODE_ENV: "production" };
  const { code, output } = await run.finish(node, args, { env });
  if (code !== 0) throw new Problem(`The bare Next application does not build.\n${output}`);
  cpSync("bench/bare-next/.next/static", join(dirname(SERVER), ".next/static"), { recursive: true });
}

/** Starts the bare application, without waiting for it. @param DATABASE_URL has the table `bare` */
export function startBareNext(run: Run, port: number, DATABASE_URL: string): ChildProcess {
  const env = { PATH: process.env.PATH, ...SETTINGS_ARE_READ, DATABASE_URL, PORT: String(port), HOSTNAME: "127.0.0.1" };
  return run.start(node, [SERVER], { env, stdio: "ignore" });
}

/**
 * Waits for a server that was started.
 * @returns its URL
 */
export async function untilListening(url: string): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(url, { method: "POST", body: "{}" }).catch(() => null)) return url;
    await sleep(100);
  }
  throw new Problem(`${url} does not listen.`);
}
