import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import getPort from "get-port";
import pg from "pg";
import { databaseUrl, ensureDatabase, type Server, startPostgres } from "../tools/stack/parts/postgres.ts";
import { beginRun } from "../tools/stack/process/run.ts";

const DATABASE = "receipthero";

/** A replica starts only with at least as many connections as its primary ever had. */
const SETTINGS = { fsync: "off", max_connections: "100" };

/** A PostgreSQL and a streaming replica of it, each with a connection. */
export type Pair = {
  primaryUrl: string;
  replicaUrl: string;
  primary: pg.Client;
  replica: pg.Client;
  /** Waits until the replica has everything. */
  untilEqual(): Promise<void>;
  /** Cuts the stream from the primary to the replica, or opens it. */
  setStream(to: "open" | "cut"): Promise<void>;
  /**
   * Promotes the replica. The former primary becomes a replica without a stream, which has what the new primary lacks. Its
   * connection is closed.
   */
  failOver(): Promise<void>;
  /** Ends the replica at once, with its connections. A SIGKILL would leave them working for a while. */
  endReplica(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts both. The replica begins as a copy of the data folder, because the embedded PostgreSQL has no pg_basebackup.
 * @param fill prepares the database before it is copied
 */
export async function startPair(fill: (url: string) => Promise<unknown>): Promise<Pair> {
  const run = await beginRun(null);
  const folder = mkdtempSync(join(tmpdir(), "replica-"));
  // PostgreSQL's user must pass through.
  chmodSync(folder, 0o711);
  const server = async (name: string): Promise<Server> => ({
    data: join(folder, name),
    log: join(folder, `${name}.log`),
    port: await getPort(),
    password: "replica",
  });
  const [one, other] = [await server("primary"), await server("standby")];
  const first = await startPostgres(run, one, false, SETTINGS);
  await ensureDatabase(one, DATABASE);
  await fill(databaseUrl(one, DATABASE));
  await end(first, "SIGINT");
  await execa("cp", ["-a", one.data, other.data]);
  const makeStandby = ({ data }: Server) => execa("cp", ["-a", join(data, "PG_VERSION"), join(data, "standby.signal")]);
  await makeStandby(other);
  const leader = await startPostgres(run, one, true, SETTINGS);
  const standby = await startPostgres(run, other, true, SETTINGS);

  const [primaryUrl, replicaUrl] = [databaseUrl(one, DATABASE), databaseUrl(other, DATABASE)];
  const [primary, replica] = [await connect(primaryUrl), await connect(replicaUrl)];
  const setStream = async (to: "open" | "cut") => {
    const source = to === "open" ? `host=127.0.0.1 port=${one.port} user=postgres password=${one.password}` : "";
    await replica.query(`ALTER SYSTEM SET primary_conninfo = '${source}'`);
    await replica.query("SELECT pg_reload_conf()");
    const streams = "SELECT FROM pg_stat_replication";
    while ((await primary.query(streams)).rowCount !== (to === "open" ? 1 : 0));
  };
  await setStream("open");
  return {
    setStream,
    primaryUrl,
    replicaUrl,
    primary,
    replica,
    async untilEqual() {
      const { rows } = await primary.query<{ lsn: string }>("SELECT pg_current_wal_lsn()::text AS lsn");
      const reached = "SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS yes";
      while ((await replica.query<{ yes: boolean }>(reached, [rows[0]?.lsn])).rows[0]?.yes !== true);
    },
    async failOver() {
      await setStream("cut");
      await primary.query("SELECT pg_logical_emit_message(TRUE, 'test', repeat('x', 4000000))");
      await replica.query("SELECT pg_promote()");
      await end(leader, "SIGINT");
      await makeStandby(one);
      await startPostgres(run, one, true, SETTINGS);
    },
    endReplica: () => end(standby, "SIGQUIT"),
    async stop() {
      await Promise.all([primary.end().catch(() => {}), replica.end().catch(() => {})]);
      await run.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function connect(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}
