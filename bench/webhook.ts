import { randomBytes } from "node:crypto";
import getPort from "get-port";
import pg from "pg";
import { node } from "../tools/stack/bootstrap/paths.mjs";
import type { Run } from "../tools/stack/process/run.ts";
import { buildBareNext, startBareNext, untilListening } from "./bare-next-server.ts";
import { makeDatabase, startApplication, startDatabase } from "./environment.ts";
import { machine } from "./machine.ts";
import { addConnections, notify, type Round, type Target, untilProcessed } from "./notify.ts";
import { median, printTable } from "./table.ts";

const CONNECTIONS = [16, 64];
const ROUNDS = 3;

/** Seconds. */
const WARM_UP = 3;
const MEASURED = 5;

/**
 * Compares the webhook with a bare Next route handler and a bare Node server, each with one insert. They alternate in
 * short rounds, so other load on the machine affects all of them.
 */
export async function webhook(run: Run): Promise<void> {
  const server = await startDatabase(run, false, {});
  const database = await makeDatabase(run, server, "webhook");
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    await fill(client);
    await measure(run, database, client);
  } finally {
    await client.end();
  }
}

async function measure(run: Run, database: string, client: pg.Client): Promise<void> {
  const key = randomBytes(16).toString("hex");
  const application = await startApplication(run, database, { RECEIPTHERO_WEBHOOK_KEYS: key });
  await buildBareNext(run);
  const barePort = await getPort();
  startBareNext(run, barePort, database);
  const targets: Target[] = [
    { name: "this webhook", url: `${application.url}/api/receipthero/webhook` },
    { name: "bare Next handler", url: `${await untilListening(`http://127.0.0.1:${barePort}`)}/insert` },
    { name: "bare Node server", url: await startBareNode(run, database) },
  ];
  for (const target of targets) await notify(target, key, 16, WARM_UP);

  for (const connections of CONNECTIONS) {
    const rounds = new Map<string, Round[]>(targets.map(({ name }) => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const target of targets) {
        rounds.get(target.name)?.push(await notify(target, key, connections, MEASURED));
        await untilProcessed(client);
      }
    }
    print(connections, targets, rounds);
  }
  const { rows } = await client.query<{ server_version: string }>("SHOW server_version");
  console.log(`\n${machine(rows[0]?.server_version ?? "")}`);
}

/** Creates a table for the bare ones, and connections that the notifications name. */
async function fill(client: pg.Client): Promise<void> {
  await client.query("CREATE TABLE bare (id bigserial PRIMARY KEY, payload jsonb NOT NULL)");
  await addConnections(client);
}

async function startBareNode(run: Run, DATABASE_URL: string): Promise<string> {
  const port = await getPort();
  const env = { PATH: process.env.PATH, DATABASE_URL, PORT: String(port) };
  run.start(node, ["bench/bare-node.ts"], { env, stdio: "ignore" });
  return untilListening(`http://localhost:${port}`);
}

function print(connections: number, targets: Target[], rounds: Map<string, Round[]>): void {
  const of = (name: string, figure: keyof Round) => median((rounds.get(name) ?? []).map((round) => round[figure]));
  const [own = ""] = targets.map(({ name }) => name);
  console.log(`\n── ${connections} connections: medians of ${ROUNDS} rounds of ${MEASURED} s ──`);
  printTable(
    ["", "requests/s", "p50 ms", "p99 ms", "ours is"],
    targets.map(({ name }) => [
      name,
      of(name, "requests").toFixed(0),
      of(name, "p50").toFixed(1),
      of(name, "p99").toFixed(1),
      name === own ? "" : `${(of(own, "requests") / of(name, "requests")).toFixed(2)} of it`,
    ]),
  );
}
