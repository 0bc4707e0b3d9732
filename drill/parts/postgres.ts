import { chmodSync, chownSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import getPort from "get-port";
import pg from "pg";
import type { Run } from "../../tools/stack/process/run.ts";
import type { Owner } from "./folder.ts";
import { until } from "./poll.ts";
import { POSTGRES_PROGRAMS } from "./programs.ts";

/** The names and passwords of a drill protect nothing. */
const USER = "receipthero";

/** A PostgreSQL on this machine alone. */
export type Postgres = {
  data: string;
  port: number;
  /** The URL of a database. */
  url(database: string): string;
  /** Runs one of PostgreSQL's programs as its user. */
  program(name: string, args: string[]): Promise<string>;
  stop(): Promise<void>;
};

/**
 * Makes a PostgreSQL, and starts it.
 * @param settings of postgresql.conf
 */
export async function makePostgres(run: Run, data: string, owner: Owner, settings: string[]): Promise<Postgres> {
  mkdirSync(data);
  chownSync(data, owner.uid, owner.gid);
  chmodSync(data, 0o700);
  const args = ["-D", data, "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"];
  await execa(join(POSTGRES_PROGRAMS, "initdb"), args, { ...owner, cwd: data });
  return startPostgres(run, data, owner, settings);
}

/** Starts a PostgreSQL on data that is there, and waits until it takes changes. */
export async function startPostgres(run: Run, data: string, owner: Owner, settings: string[]): Promise<Postgres> {
  const port = await getPort();
  const log = openSync(`${data}.log`, "a");
  const own = [`port=${port}`, "listen_addresses=127.0.0.1", "unix_socket_directories=", ...settings];
  const command = ["-D", data, ...own.flatMap((setting) => ["-c", setting])];
  const options = { ...owner, cwd: data, env: { PATH: process.env.PATH, LC_ALL: "C.UTF-8" } };
  const child = run.start(join(POSTGRES_PROGRAMS, "postgres"), command, {
    ...options,
    stdio: ["ignore", log, log],
    kind: "postgres",
  });
  const url = (database: string) => `postgresql://${USER}@127.0.0.1:${port}/${database}`;
  await until("PostgreSQL takes changes", 120, async () => {
    const { rows } = await query<{ isStandby: boolean }>(url("postgres"), `SELECT pg_is_in_recovery() AS "isStandby"`);
    return rows[0]?.isStandby === false;
  });
  return {
    data,
    port,
    url,
    async program(name, args) {
      const { stdout } = await execa(join(POSTGRES_PROGRAMS, name), args, options);
      return stdout;
    },
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGINT");
      await gone;
    },
  };
}

/** Runs one query on a connection of its own. */
export async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return await client.query<Row>(sql);
  } finally {
    await client.end();
  }
}
