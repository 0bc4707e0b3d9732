import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import getPort from "get-port";
import pg from "pg";
import { startApp } from "../tools/stack/parts/app.ts";
import { migrate } from "../tools/stack/parts/migrate.ts";
import { databaseUrl, ensureDatabase, type Server, startPostgres } from "../tools/stack/parts/postgres.ts";
import type { Run } from "../tools/stack/process/run.ts";
import { makeDataFolder } from "../tools/stack/settings/data-folder.ts";
import type { Given } from "../tools/stack/settings/settings.ts";

/**
 * It protects nothing of value, because the sealed data is generated. It is the same in each run, so the data can be
 * kept.
 */
const TOKEN_KEY = Buffer.alloc(32, "bench");

/** The key ring of a benchmark's application. */
export const KEYS = [{ id: "bench", key: TOKEN_KEY }];

/** The memory of a PostgreSQL with a million connections. The default, 128 MB, suits any machine. */
export const SHARED_BUFFERS = "1GB";

/**
 * Starts the benchmark's own PostgreSQL, with the settings of the embedded one of `npm start` and these in addition.
 */
export async function startDatabase(run: Run, kept: boolean, settings: Given): Promise<Server> {
  const folder = makeDataFolder("bench");
  const server: Server = {
    data: join(folder, "postgres"),
    log: join(folder, "postgres.log"),
    port: await getPort(),
    password: "benchmark",
  };
  await startPostgres(run, server, kept, settings);
  return server;
}

/**
 * Creates a migrated database, unless it was kept.
 * @returns its URL
 */
export async function makeDatabase(run: Run, server: Server, name: string): Promise<string> {
  await ensureDatabase(server, name);
  const DATABASE_URL = databaseUrl(server, name);
  await migrate(run, { DATABASE_URL });
  return DATABASE_URL;
}

/** The settings of an application on a database, without ReceiptHero. */
export function applicationSettings(DATABASE_URL: string, port: number): Given {
  return {
    PATH: process.env.PATH ?? "",
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    DATABASE_URL,
    AUTH_SECRET: randomBytes(32).toString("hex"),
    TOKEN_KEYS: `bench:${TOKEN_KEY.toString("base64")}`,
    EMAIL_SERVER: "smtp://127.0.0.1:9",
    EMAIL_FROM: "bench@example.com",
    RECEIPTHERO_PAGES_URL: "http://127.0.0.1:9",
    RECEIPTHERO_API_URL: "http://127.0.0.1:9",
    RECEIPTHERO_CLIENT_ID: "bench",
    RECEIPTHERO_CLIENT_SECRET: "bench",
  };
}

/** The running application. */
export type Application = { url: string; process: ChildProcess; stop(): Promise<void> };

/**
 * Starts the built application on a database, without ReceiptHero and without jobs, which would disturb the
 * measurement.
 * @param settings additional ones
 */
export async function startApplication(run: Run, DATABASE_URL: string, settings: Given = {}): Promise<Application> {
  const port = await getPort();
  const url = `http://localhost:${port}`;
  const environment = { ...applicationSettings(DATABASE_URL, port), ROLE: "web", ...settings };
  const logFile = join(makeDataFolder("bench"), "server.log");
  const listening = { HOST: "127.0.0.1", PORT: port };
  const child = await startApp(run, { environment, listening, dev: false, logFile });
  return {
    url,
    process: child,
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGINT");
      await gone;
    },
  };
}

/** The version of a PostgreSQL. */
export async function versionOf(server: Server): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl(server, "postgres") });
  await client.connect();
  const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
  await client.end();
  return rows[0]?.server_version ?? "";
}
