import { type ChildProcess, spawnSync } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { sessionConfig } from "../../../lib/db/pool-config.ts";
import { Problem } from "../bootstrap/report.mjs";
import { endInOrder } from "../process/end-in-order.ts";
import type { Run } from "../process/run.ts";
import { findOwner, findPrograms, type Owner } from "./postgres-owner.ts";

/** The database of `npm start` on the embedded server. */
export const DATABASE = "receipthero";

const USER = "postgres";
const READY_WITHIN_MS = 120_000; // after a crash it may have much to recover
const POLL_MS = 30;
const ENVIRONMENT = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC" };

/** Where a PostgreSQL keeps its data and its log, and how it is reached; all on this machine alone. */
export type Server = { data: string; log: string; port: number; password: string };

/**
 * Starts a PostgreSQL of our own and waits until it answers. One that was left on the same data is ended.
 * @param durable false for tests: nothing is flushed to disk, and the data of an earlier run is removed
 * @param more settings of postgresql.conf besides
 * @throws {Problem} with the end of its log when it does not start
 */
export async function startPostgres(
  run: Run,
  { data, log, port, password }: Server,
  durable: boolean,
  more: Record<string, string> = {},
): Promise<ChildProcess> {
  for (const folder of [dirname(data), dirname(log)]) mkdirSync(folder, { recursive: true });
  const owner = findOwner(data);
  const programs = findPrograms(owner);
  await endEarlier(data);
  if (!durable) rmSync(data, { recursive: true, force: true });
  if (!existsSync(join(data, "PG_VERSION"))) await initialise(run, programs, data, owner, password, durable);

  const settings = {
    listen_addresses: "127.0.0.1",
    port,
    unix_socket_directories: "",
    // The tests run many servers at once, each with its own pools.
    max_connections: durable ? 100 : 400,
    fsync: durable ? "on" : "off",
    ...more,
  };
  const logFile = openSync(log, "w", 0o600);
  const child = run.start(
    join(programs, "postgres"),
    ["-D", nameInside(data), ...Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])],
    { ...owner, cwd: data, env: ENVIRONMENT, stdio: ["ignore", logFile, logFile], kind: "postgres" },
  );
  closeSync(logFile);
  let error: Error | null = null;
  child.on("error", (reason) => {
    error = reason;
  });

  for (const end = Date.now() + READY_WITHIN_MS; ; await sleep(POLL_MS)) {
    const { pid, status } = readPidFile(data);
    if (pid === child.pid && (status === "ready" || status === "standby")) return child;
    if (error === null && child.exitCode === null && child.signalCode === null && Date.now() < end) continue;
    const said = readFileSync(log, "utf8").trim().split("\n").slice(-8).join("\n");
    throw new Problem(`PostgreSQL did not start. ${error ?? ""}\n${said}`);
  }
}

/**
 * Makes a database unless it is there.
 * @throws {Problem} when the server does not take the password
 */
export async function ensureDatabase(server: Server, name: string): Promise<void> {
  const client = new pg.Client(sessionConfig(databaseUrl(server, "postgres")));
  try {
    await client.connect();
    const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== "28P01") throw error;
    throw new Problem(
      "The database in .data/ was made with another password. Restore .data/secrets.json, or remove .data/ to start empty.",
    );
  } finally {
    await client.end();
  }
}

/** The URL of a database, with its superuser and password. */
export function databaseUrl(server: Server, database: string): string {
  return `postgresql://${USER}:${server.password}@127.0.0.1:${server.port}/${database}`;
}

async function initialise(
  run: Run,
  programs: string,
  data: string,
  owner: Owner,
  password: string,
  durable: boolean,
): Promise<void> {
  // Under another name until it is complete: a kill in between must not leave half a database.
  const half = `${data}.new`;
  const passwordFile = `${data}.password`;
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of [half, passwordFile]) chownSync(path, owner.uid ?? -1, owner.gid ?? -1);
  const stdin = openSync(passwordFile, "r");
  const args = [
    `--pgdata=${nameInside(half)}`,
    `--username=${USER}`,
    "--pwfile=/dev/stdin",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    // PostgreSQL's own C.UTF-8, which sorts alike whatever locales the machine has.
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    ...(durable ? [] : ["--no-sync"]),
  ];
  try {
    const options = { ...owner, cwd: half, env: ENVIRONMENT, stdin };
    const { code, output } = await run.finish(join(programs, "initdb"), args, options);
    if (code !== 0) throw new Problem(`The database could not be made:\n${output}`);
  } finally {
    closeSync(stdin);
    rmSync(passwordFile, { force: true });
  }
  renameSync(half, data);
}

/**
 * How a program that works in a folder names that folder. On Linux this name works even where its user may not enter
 * the checkout, because it is no path that leads there from the root.
 */
function nameInside(folder: string): string {
  return process.platform === "linux" ? "/proc/self/cwd" : folder;
}

/** Ends a server that still runs on this data, and removes a pid file that names some other program by now. */
async function endEarlier(data: string): Promise<void> {
  const { pid } = readPidFile(data);
  if (pid === null) return;
  if (worksIn(pid, data)) await endInOrder([{ pid, kind: "postgres" }]);
  else rmSync(join(data, "postmaster.pid"), { force: true });
}

/** A PostgreSQL server works in the folder of its data, which tells it from every other program. */
function worksIn(pid: number, data: string): boolean {
  if (process.platform !== "linux") {
    return spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" }).stdout.includes(`-D ${data}`);
  }
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(data);
  } catch {
    return false;
  }
}

function readPidFile(data: string): { pid: number | null; status: string | null } {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return { pid: null, status: null };
  const lines = readFileSync(file, "utf8").split("\n");
  return { pid: Number(lines[0]) || null, status: lines[7]?.trim() ?? null };
}
