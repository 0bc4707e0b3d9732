import { join } from "node:path";
import getPort from "get-port";
import pg from "pg";
import { databaseUrl, ensureDatabase, type Server, startPostgres } from "../../tools/stack/parts/postgres.ts";
import type { Run } from "../../tools/stack/process/run.ts";
import { makeDataFolder } from "../../tools/stack/settings/data-folder.ts";

/** A new database for drills that need no other programs. `folder` is for what the drill keeps. */
export type Database = { folder: string; url: string; connect(): Promise<pg.Client> };

/** Makes an empty database on the embedded PostgreSQL. */
export async function makeDatabase(run: Run): Promise<Database> {
  const folder = makeDataFolder("drill");
  const log = join(folder, "postgres.log");
  const server: Server = { data: join(folder, "postgres"), log, port: await getPort(), password: "drill" };
  await startPostgres(run, server, false);
  await ensureDatabase(server, "drill");
  const url = databaseUrl(server, "drill");
  return {
    folder,
    url,
    async connect() {
      const client = new pg.Client({ connectionString: url });
      // A drill that fails ends the database first.
      client.on("error", () => {});
      await client.connect();
      return client;
    },
  };
}
