import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import autocannon from "autocannon";
import getPort from "get-port";
import { node } from "../tools/stack/bootstrap/paths.mjs";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import { ARTEFACT } from "../tools/stack/parts/artefact.ts";
import type { Run } from "../tools/stack/process/run.ts";
import { buildBareNext, startBareNext } from "./bare-next-server.ts";
import { applicationSettings, makeDatabase, startDatabase, versionOf } from "./environment.ts";
import { machine } from "./machine.ts";
import { median, printTable } from "./table.ts";

const ROUNDS = 3;
const CONNECTIONS = 64;

/** Seconds under load, and how long an answer may take: on a busy machine a slow one is no error. */
const LOADED = 8;
const ANSWER_WITHIN = 60;

/** Milliseconds after the first page: what a start leaves behind is collected by then. */
const SETTLE_MS = 5_000;
const POLL_MS = 5;
const SAMPLE_MS = 100;

/** A server that a round starts, and a page that it renders for each request. */
type Target = { name: string; page: string; spawn: (port: number) => ChildProcess };

/** How long the first page took, in milliseconds, and the resident memory, in MB. */
type Round = { cold: number; idle: number; loaded: number };

/**
 * Compares the cold start and the memory of one server with everything on, idle and at 64 requests at once, with Next's
 * standalone server of the least application. They alternate, so other load on the machine affects both.
 */
export async function start(run: Run): Promise<void> {
  const server = await startDatabase(run, false, {});
  const database = await makeDatabase(run, server, "start");
  await buildBareNext(run);
  const targets: [Target, Target] = [
    {
      name: "this server",
      page: "/sign-in",
      spawn: (port) => {
        const METRICS_TOKEN = randomBytes(24).toString("hex");
        const env = { ...applicationSettings(database, port), ROLE: "all", METRICS_TOKEN };
        return run.start(node, [`${ARTEFACT}/server.js`], { env, stdio: "ignore", kind: "application" });
      },
    },
    { name: "bare Next", page: "/", spawn: (port) => startBareNext(run, port, database) },
  ];
  const rounds = new Map<Target, Round[]>(targets.map((target) => [target, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const target of targets) rounds.get(target)?.push(await measure(target));
  }
  const of = (target: Target, figure: keyof Round) => median((rounds.get(target) ?? []).map((round) => round[figure]));
  const [own, bare] = targets;
  printTable(
    [`medians of ${ROUNDS} rounds`, own.name, bare.name, "ratio"],
    (["cold", "idle", "loaded"] as const).map((figure) => [
      { cold: "first page, ms", idle: "memory idle, MB", loaded: `memory at ${CONNECTIONS} requests at once, MB` }[
        figure
      ],
      of(own, figure).toFixed(0),
      of(bare, figure).toFixed(0),
      (of(own, figure) / of(bare, figure)).toFixed(2),
    ]),
  );
  console.log(`\n${machine(await versionOf(server))}`);
}

async function measure({ name, page, spawn }: Target): Promise<Round> {
  const port = await getPort();
  const url = `http://127.0.0.1:${port}${page}`;
  const begun = performance.now();
  const child = spawn(port);
  await firstPage(name, url, child);
  const cold = performance.now() - begun;
  await sleep(SETTLE_MS);
  const idle = memoryOf(child);

  let loaded = idle;
  const sampling = setInterval(() => {
    loaded = Math.max(loaded, memoryOf(child));
  }, SAMPLE_MS);
  const { non2xx, errors, timeouts } = await autocannon({
    url,
    connections: CONNECTIONS,
    duration: LOADED,
    timeout: ANSWER_WITHIN,
  });
  clearInterval(sampling);
  if (non2xx + errors > 0) {
    const late = `${timeouts} of these within ${ANSWER_WITHIN} seconds`;
    throw new Problem(`${name}: ${non2xx} requests were refused, and ${errors} had no answer, ${late}.`);
  }

  const gone = once(child, "exit");
  child.kill("SIGINT");
  await gone;
  return { cold, idle, loaded };
}

async function firstPage(name: string, url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Problem(`${name} ended at its start.`);
    const response = await fetch(url).catch(() => null);
    if (response?.ok) return void (await response.text());
    await sleep(POLL_MS);
  }
}

/** The resident memory of a process, in MB. */
function memoryOf({ pid }: ChildProcess): number {
  const [, kilobytes = ""] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}
