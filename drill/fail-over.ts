import { setTimeout as sleep } from "node:timers/promises";
import getPort from "get-port";
import pg from "pg";
import { printTable } from "../bench/table.ts";
import { Problem, step } from "../tools/stack/bootstrap/report.mjs";
import type { Run } from "../tools/stack/process/run.ts";
import { type Cluster, startCluster } from "./cluster/start.ts";
import { type Application, prepareApplication, type Server } from "./parts/application.ts";
import { emptyFolder, findPostgresUser } from "./parts/folder.ts";
import { type Load, measureRate, type Seen, startLoad, sumUp } from "./parts/load.ts";
import { countLosses, reportLosses } from "./parts/losses.ts";
import { until } from "./parts/poll.ts";
import { ALL, needPrograms } from "./parts/programs.ts";
import { addConnections, makeVisitors } from "./parts/visitors.ts";

/** Seconds. */
const MEASURED = 10;
const STEADY = 15;
const SUCCESS_WITHIN = 30;
/** How long each machine stays away, in seconds: longer than anything here waits for it. */
const AWAY = 45;

/** Each visitor connects about once a second. */
const VISITORS = 2;

/** A fault of the drill, and its name. `undo` brings everything back. */
type Incident = { name: string; happen(): Promise<() => Promise<void>> };

/**
 * Fails over, for real: three PostgreSQL nodes under Patroni, HAProxy and PgBouncer before them, two servers and a
 * worker, under half the load that they sustain. Nothing acknowledged may be lost.
 */
export async function failOver(run: Run): Promise<void> {
  needPrograms(ALL);
  const owner = findPostgresUser();
  const folder = await emptyFolder(owner);
  const [web, first, second, worker] = [await getPort(), await getPort(), await getPort(), await getPort()];
  const cluster = await startCluster(run, folder, owner, { servers: [first, second], web });
  try {
    const url = `http://127.0.0.1:${web}`;
    const place = { folder, url, databaseUrl: cluster.pooledUrl, directUrl: cluster.directUrl };
    const application = await prepareApplication(run, place);
    const servers = await step("Starting two servers and a worker", "Two servers and a worker started", () =>
      Promise.all([
        application.startServer(first, "web"),
        application.startServer(second, "web"),
        application.startServer(worker, "worker"),
      ]),
    );
    await rehearse(cluster, application, servers[0]);
  } finally {
    await cluster.stop();
  }
}

async function rehearse(cluster: Cluster, application: Application, server: Server): Promise<void> {
  const client = await connectTo(cluster);
  const connections = await addConnections(client);
  const visitors = await makeVisitors(client, VISITORS);
  await client.end();
  const target = { url: application.url, webhookKey: application.webhookKey, connections };
  await until("the load balancer has a server", 30, async () => (await fetch(`${target.url}/api/ready`)).ok);
  const sustained = await measureRate(target, MEASURED);
  const rate = Math.floor(sustained / 2);
  console.log(`  ${sustained.toFixed(0)} notifications a second at most; the drill sends ${rate}.`);

  const load = startLoad(target, rate, visitors);
  const results: [string, Seen][] = [];
  for (const incident of incidents(cluster, application, server)) {
    await sleep(STEADY * 1_000);
    results.push([incident.name, await observe(cluster, load, incident)]);
  }
  await load.stop();
  await report(cluster, application, load, results);
}

/** Lets an incident happen, and then its end. Both count. */
async function observe(cluster: Cluster, load: Load, { name, happen }: Incident): Promise<Seen> {
  return step(`${name} …`, name, async () => {
    const begun = Date.now();
    const undo = await happen();
    await sleep(AWAY * 1_000);
    await undo();
    await cluster.untilWhole();
    await sleep(STEADY * 1_000);
    return sumUp(load, begun, Date.now());
  });
}

function incidents(cluster: Cluster, application: Application, server: Server): Incident[] {
  return [
    { name: "nothing", happen: async () => async () => {} },
    {
      name: "the leader is killed with -9",
      async happen() {
        const leader = await cluster.leader();
        await leader.kill();
        return async () => leader.start();
      },
    },
    {
      name: "a server is killed with -9",
      async happen() {
        await server.kill();
        return async () => void (await application.startServer(server.port, "web"));
      },
    },
    {
      name: "the leader's network is cut",
      async happen() {
        const leader = await cluster.leader();
        await leader.setCable("down");
        return () => leader.setCable("up");
      },
    },
    {
      name: "the leader's disk is full",
      async happen() {
        const leader = await cluster.leader();
        await leader.fillDisk();
        return async () => {
          await leader.clearDisk();
          leader.start();
        };
      },
    },
  ];
}

async function report(
  cluster: Cluster,
  application: Application,
  load: Load,
  results: [string, Seen][],
): Promise<void> {
  const client = await connectTo(cluster);
  const losses = await countLosses(client, application, load);
  await client.end();
  printTable(
    ["", "s without a success", "s until the last refusal", "notifications", "refused", "connects", "failed"],
    results.map(([name, { silence, lastRefusal, sent, refused, visits, failedVisits }]) => [
      name,
      silence.toFixed(1),
      lastRefusal.toFixed(1),
      ...[sent, refused, visits, failedVisits].map(String),
    ]),
  );
  console.log(`\n${load.acknowledged.size} notifications acknowledged, ${load.visits.length} visits`);
  const late = results.filter(([, { silence }]) => silence > SUCCESS_WITHIN).map(([name]) => name);
  if (late.length > 0) throw new Problem(`No success within ${SUCCESS_WITHIN} s: ${late.join("; ")}.`);
  reportLosses(losses);
}

async function connectTo(cluster: Cluster): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: cluster.directUrl });
  client.on("error", () => {});
  await client.connect();
  return client;
}
