import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import getPort from "get-port";
import { COMPILED_CODE } from "../../../lib/start/compiled-code.ts";
import { node, root } from "../bootstrap/paths.mjs";
import { Problem } from "../bootstrap/report.mjs";
import type { Run } from "../process/run.ts";

const RECORDER = join(root, "tools/stack/parts/record-code.ts");

/** How long the server may take, in milliseconds: a build may have little of the processor. */
const LATEST_MS = 120_000;
const POLL_MS = 100;

/** Valid settings that lead nowhere: a build has no database. */
const SETTINGS = {
  DATABASE_URL: "postgresql://nobody@127.0.0.1:9/none",
  AUTH_SECRET: "0".repeat(64),
  TOKEN_KEYS: `build:${Buffer.alloc(32).toString("base64")}`,
  EMAIL_SERVER: "smtp://127.0.0.1:9",
  EMAIL_FROM: "build@example.com",
  RECEIPTHERO_PAGES_URL: "http://127.0.0.1:9",
  RECEIPTHERO_API_URL: "http://127.0.0.1:9",
  RECEIPTHERO_CLIENT_ID: "build",
  RECEIPTHERO_CLIENT_SECRET: "build",
};

/**
 * Starts the artefact's server once, and keeps in the artefact what V8 compiled until the first page.
 * @param folder of the artefact
 * @throws {Problem} with what the server says
 */
export async function compileAhead(run: Run, folder: string): Promise<void> {
  const port = await getPort();
  const url = `http://127.0.0.1:${port}`;
  const env = { PATH: process.env.PATH, PORT: String(port), APP_URL: `http://localhost:${port}`, ...SETTINGS };
  const args = ["--import", RECORDER, join(folder, "server.js")];
  const server = run.start(node, args, { env, stdio: ["ignore", "pipe", "pipe"], kind: "application" });
  let output = "";
  for (const stream of [server.stdout, server.stderr]) stream?.on("data", (text) => (output += text));
  const latest = performance.now() + LATEST_MS;
  const isStarted = async () => {
    await (await fetch(`${url}/sign-in`)).text();
    return !(await (await fetch(`${url}/api/ready`)).text()).includes("starting");
  };
  while (!(await isStarted().catch(() => false))) {
    const isLate = performance.now() > latest;
    if (isLate || server.exitCode !== null) throw new Problem(`The server of the build does not start.\n${output}`);
    await pause(POLL_MS);
  }
  server.kill("SIGINT");
  await once(server, "exit");
  if (!existsSync(join(folder, COMPILED_CODE))) throw new Problem(`The server of the build does not end.\n${output}`);
}
