import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import getPort from "get-port";
import pg from "pg";
import { node } from "../tools/stack/bootstrap/paths.mjs";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import type { Run } from "../tools/stack/process/run.ts";
import { type Application, makeDatabase, startApplication, startDatabase, versionOf } from "./environment.ts";
import { compareWebhook } from "./events/compare-webhook.ts";
import { fetchInALoop } from "./events/fetch-in-a-loop.ts";
import { addApiKey } from "./fill.ts";
import { machine } from "./machine.ts";
import { addConnections } from "./notify.ts";
import { printTable } from "./table.ts";

/** How many requests an endpoint gets at once (lib/events/deliver/lanes.ts). */
const AT_ONCE = 8;

/** How many deliveries and requests are made before anything is measured, so that Node has compiled what they run. */
const WARM_UP = 2_000;

/**
 * Measures the delivery of events: how fast a backlog drains beside a bare loop of fetch, with the server's memory, and
 * the webhook's own figure while three endpoints are subscribed, beside none.
 */
export async function events(run: Run, args: string[]): Promise<void> {
  const backlog = readBacklog(args);
  const server = await startDatabase(run, false, {});
  const database = await makeDatabase(run, server, "events");
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const key = randomBytes(16).toString("hex");
    const settings = { ROLE: "all", WEBHOOK_ALLOW_PRIVATE: "on", RECEIPTHERO_WEBHOOK_KEYS: key };
    const application = await startApplication(run, database, settings);
    const receiver = await startReceiver(run);
    await addConnections(client);
    await drain(client, application, receiver, backlog);
    const subscribed = () => subscribe(client, application, receiver);
    await compareWebhook({ client, application, key, subscribe: subscribed, taken: () => taken(receiver) });
    console.log(`\n${machine(await versionOf(server))}`);
  } finally {
    await client.end();
  }
}

/** @throws {Problem} for any other option than `--backlog` */
function readBacklog(args: string[]): number {
  try {
    const { values } = parseArgs({ args, options: { backlog: { type: "string" } } });
    const backlog = Number(values.backlog ?? 100_000);
    if (!(backlog >= 100)) throw new TypeError("--backlog is 100 or more.");
    return backlog;
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}

async function startReceiver(run: Run): Promise<string> {
  const port = await getPort();
  run.start(node, ["bench/events/receiver.ts"], {
    env: { PATH: process.env.PATH, PORT: String(port) },
    stdio: "ignore",
  });
  const url = `http://localhost:${port}/hook`;
  for (let tries = 0; tries < 100; tries++) {
    if (await fetch(url).catch(() => null)) return url;
    await sleep(100);
  }
  throw new Problem(`${url} does not listen.`);
}

const taken = async (receiver: string) => Number(await (await fetch(receiver)).text());

/** Creates an endpoint that gets the receipts. */
async function subscribe(client: pg.Client, { url }: Application, receiver: string): Promise<void> {
  const { authorization } = await addApiKey(client, ["events:write"]);
  const response = await fetch(`${url}/api/v1/webhook-endpoints`, {
    method: "POST",
    headers: { Authorization: authorization, "Content-Type": "application/json" },
    body: JSON.stringify({ url: receiver, types: ["receipt.ready"] }),
  });
  if (!response.ok) throw new Problem(`No endpoint was created: ${await response.text()}`);
}

/** A backlog for one endpoint beside the bare loop, before it and after it. Nothing else happens then. */
async function drain(client: pg.Client, application: Application, receiver: string, backlog: number): Promise<void> {
  await subscribe(client, application, receiver);
  await drainOnce(client, application, receiver, WARM_UP);
  await fetchInALoop(receiver, WARM_UP, AT_ONCE);
  const idle = memoryOf(application);
  const requests = Math.min(backlog, 20_000);
  const before = await fetchInALoop(receiver, requests, AT_ONCE);
  const { perSecond, peak } = await drainOnce(client, application, receiver, backlog);
  const bare = (before + (await fetchInALoop(receiver, requests, AT_ONCE))) / 2;
  await client.query(`DELETE FROM "WebhookEndpoint"`);
  await sleep(2_000);
  console.log(`\n── a backlog of ${backlog.toLocaleString("en")} events for one endpoint, ${AT_ONCE} at once ──`);
  printTable(
    ["", "deliveries/s"],
    [
      ["this server", perSecond.toFixed(0)],
      ["a bare loop of fetch", bare.toFixed(0)],
      ["ours is", `${(perSecond / bare).toFixed(2)} of it`],
    ],
  );
  console.log("");
  printTable(
    ["memory of the server", "MB"],
    [
      ["before", idle.toFixed(0)],
      ["at most while the backlog drained", peak.toFixed(0)],
      ["afterwards", memoryOf(application).toFixed(0)],
    ],
  );
}

/** Adds events, and waits until the endpoint has taken them. @returns the pace, and the greatest memory of the server in MB */
async function drainOnce(client: pg.Client, application: Application, receiver: string, count: number) {
  const former = await taken(receiver);
  await client.query(
    `INSERT INTO "Event" (type, "receiptheroId", "merchantId", data)
     SELECT 'receipt.ready', "receiptheroId", "merchantId", event_data(c, jsonb_build_object('receipt_id', n, 'shop', 'Kioski'))
       FROM "Connection" c, generate_series(1, $1::int) n WHERE "receiptheroId" = 'connection-' || n % 1000`,
    [count],
  );
  while ((await taken(receiver)) === former) await sleep(5);
  const begun = performance.now();
  const from = await taken(receiver);
  let peak = 0;
  let now = from;
  while (now < former + count) {
    await sleep(50);
    peak = Math.max(peak, memoryOf(application));
    now = await taken(receiver);
  }
  return { perSecond: (now - from) / ((performance.now() - begun) / 1_000), peak };
}

/** The resident memory of the server, in MB. Linux alone says it. */
function memoryOf({ process: { pid } }: Application): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) / 1024;
}
