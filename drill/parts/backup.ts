import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import getPort from "get-port";
import pg from "pg";
import { Problem, step } from "../../tools/stack/bootstrap/report.mjs";
import type { Run } from "../../tools/stack/process/run.ts";
import { type Application, prepareApplication, type Server } from "./application.ts";
import { emptyFolder, findPostgresUser, type Owner } from "./folder.ts";
import { type Load, startLoad } from "./load.ts";
import { countLosses, type Known } from "./losses.ts";
import { makePostgres, type Postgres, query } from "./postgres.ts";
import { needPrograms, POSTGRES } from "./programs.ts";
import { addConnections, connectOnce, makeVisitors } from "./visitors.ts";

/** How long the application works before and after a backup, in seconds. */
export const WORKED_SECONDS = 10;

/** Notifications per second, and visitors who connect. */
const RATE = 50;
const VISITORS = 2;

/** A way to back up. */
export type Backup = {
  /** Settings of the PostgreSQL that is backed up. */
  settings: string[];
  /** The file or folder that is made, whose size is printed. */
  file: string;
  /** Backs up, and calls `snapshot` at the moment to which the database can be brought back. */
  backUp(postgres: Postgres, snapshot: () => void): Promise<void>;
  restore(): Promise<Postgres>;
};

/**
 * Backs up while the application works, loses the database, and restores it. All that was acknowledged before the backup
 * must be there, the data must be consistent, and a merchant must be able to connect.
 */
export async function rehearseBackup(run: Run, plan: (folder: string, owner: Owner) => Backup): Promise<void> {
  needPrograms(POSTGRES);
  const owner = findPostgresUser();
  const folder = await emptyFolder(owner);
  const backup = plan(folder, owner);
  const postgres = await makePostgres(run, join(folder, "postgres"), owner, backup.settings);
  await query(postgres.url("postgres"), "CREATE DATABASE receipthero");
  const databaseUrl = postgres.url("receipthero");
  const port = await getPort();
  const url = `http://127.0.0.1:${port}`;
  const application = await prepareApplication(run, { folder, url, databaseUrl, directUrl: databaseUrl });
  const server = await application.startServer(port, "all");
  const load = await work(databaseUrl, application);

  let known: Known = { acknowledged: new Set(), visits: [] };
  await step("Backing up", "Backed up", () =>
    backup.backUp(postgres, () => {
      known = { acknowledged: new Set(load.acknowledged), visits: [...load.visits] };
    }),
  );
  const { stdout: size } = await execa("du", ["-sh", backup.file]);
  await loseEverything(load, server, postgres);
  const restored = await step("Restoring", "Restored", () => backup.restore());
  await check(restored.url("receipthero"), application, port, known, load, size.split("\t")[0] ?? "");
}

async function work(databaseUrl: string, application: Application): Promise<Load> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const connections = await addConnections(client);
  const visitors = await makeVisitors(client, VISITORS);
  await client.end();
  const load = startLoad({ url: application.url, webhookKey: application.webhookKey, connections }, RATE, visitors);
  await sleep(WORKED_SECONDS * 1_000);
  return load;
}

async function loseEverything(load: Load, server: Server, postgres: Postgres): Promise<void> {
  await sleep(WORKED_SECONDS * 1_000);
  await load.stop();
  await server.kill();
  await postgres.stop();
}

async function check(
  databaseUrl: string,
  application: Application,
  port: number,
  known: Known,
  load: Load,
  size: string,
): Promise<void> {
  await application.startServer(port, "all", databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const { lost, missing, doubled, unusable, unknown } = await countLosses(client, application, known);
  const verified = await application.verify(databaseUrl);
  const [visitor] = await makeVisitors(client, 1);
  await client.end();
  if (visitor) await connectOnce(application.url, visitor, "After the restore");
  console.log(`✓ A merchant connected afterwards

npm run -s admin -- verify:
${verified.output}

The backup has ${size}. Of the ${known.acknowledged.size} notifications and ${known.visits.length} visits acknowledged before it:
${lost} notifications lost, ${missing} connections missing, ${doubled} doubled, ${unusable} without a usable token.
${load.acknowledged.size - known.acknowledged.size} notifications that came after it are gone, and ReceiptHero has ${unknown} grants that nobody here knows.`);
  if (lost + missing + doubled + unusable > 0) throw new Problem("Something was lost.");
  if (verified.code !== 0) throw new Problem(`The restored data is not consistent:\n${verified.output}`);
}
