import { openSync } from "node:fs";
import { join } from "node:path";
import getPort from "get-port";
import pg from "pg";
import { step } from "../../tools/stack/bootstrap/report.mjs";
import type { Run } from "../../tools/stack/process/run.ts";
import { until } from "../parts/poll.ts";
import { closeNetwork, HOST_ADDRESS, openNetwork } from "./namespace.ts";
import { makeNode, type Node } from "./node.ts";
import { startHaproxy, startPgbouncer } from "./proxies.ts";

/** How long a node may take to follow the leader, in seconds: it may have to copy the whole database. */
const WHOLE_WITHIN = 180;

/** The names and passwords of a drill protect nothing. */
const PASSWORD = "drill";
const DATABASE = "receipthero";

/** A database on three nodes. */
export type Cluster = {
  /** Through PgBouncer, and to the leader itself. */
  pooledUrl: string;
  directUrl: string;
  leader(): Promise<Node>;
  /** Waits until all nodes run, and one has everything that the leader answered for. */
  untilWhole(): Promise<void>;
  stop(): Promise<void>;
};

/** Where the servers of the application will listen, and the address of all of them. */
export type WebPlace = { servers: number[]; web: number };

/** Starts three nodes, with etcd beside them and the proxies before them. */
export async function startCluster(
  run: Run,
  folder: string,
  owner: { uid: number; gid: number },
  place: WebPlace,
): Promise<Cluster> {
  const namespaces = await openNetwork([1, 2, 3]);
  startEtcd(run, folder);
  const nodes: Node[] = [];
  for (const namespace of namespaces) nodes.push(await makeNode(run, folder, namespace, owner, PASSWORD));
  const [database, pooled] = [await getPort(), await getPort()];
  startHaproxy(run, folder, { nodes, database, ...place });
  startPgbouncer(run, folder, owner, { port: pooled, database, user: DATABASE, password: PASSWORD });

  const cluster: Cluster = {
    pooledUrl: `postgresql://${DATABASE}:${PASSWORD}@127.0.0.1:${pooled}/${DATABASE}`,
    directUrl: `postgresql://${DATABASE}:${PASSWORD}@127.0.0.1:${database}/${DATABASE}`,
    leader: () => findLeader(nodes),
    untilWhole: () => until("three nodes, one leader and one synchronous standby", WHOLE_WITHIN, () => isWhole(nodes)),
    async stop() {
      await closeNetwork(namespaces);
      for (const node of nodes) await node.remove();
    },
  };
  await step("Starting three nodes", "Three nodes started", async () => {
    // The first one makes the database, which the others copy.
    for (const node of nodes) node.start();
    await cluster.untilWhole();
    await createDatabase(database);
  });
  return cluster;
}

function startEtcd(run: Run, folder: string): void {
  const url = `http://${HOST_ADDRESS}:2379`;
  const args = ["--data-dir", join(folder, "etcd"), "--listen-client-urls", url, "--advertise-client-urls", url];
  const log = openSync(join(folder, "etcd.log"), "a");
  const peers = ["--listen-peer-urls", `http://${HOST_ADDRESS}:2380`];
  run.start("etcd", [...args, ...peers], { env: { PATH: process.env.PATH }, cwd: folder, stdio: ["ignore", log, log] });
}

/** The role owns its database, as docs/operations.md says. */
async function createDatabase(port: number): Promise<void> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "postgres", password: PASSWORD, database: "postgres" });
  await client.connect();
  await client.query(`CREATE ROLE ${DATABASE} LOGIN PASSWORD '${PASSWORD}'`);
  await client.query(`CREATE DATABASE ${DATABASE} OWNER ${DATABASE}`);
  await client.end();
}

type Member = { name: string; role: string; state: string };

/** All nodes, as one of them sees them. */
async function membersSeenBy({ address }: Node): Promise<Member[]> {
  const response = await fetch(`http://${address}:8008/cluster`, { signal: AbortSignal.timeout(1_000) });
  const { members } = (await response.json()) as { members: Member[] };
  return members;
}

async function findLeader(nodes: Node[]): Promise<Node> {
  let found: Node | undefined;
  await until("a leader", WHOLE_WITHIN, async () => {
    const answers = await Promise.all(nodes.map((node) => membersSeenBy(node).catch(() => [])));
    const leader = answers.flat().find(({ role }) => role === "leader")?.name;
    found = nodes.find(({ name }) => name === leader);
    return found !== undefined;
  });
  if (!found) throw new Error("There is no leader");
  return found;
}

/** Every node must agree, because one that was cut off knows only the past. */
async function isWhole(nodes: Node[]): Promise<boolean> {
  const answers = await Promise.all(nodes.map((node) => membersSeenBy(node)));
  return answers.every(
    (members) =>
      members.length === nodes.length &&
      members.every(({ state }) => state === "running" || state === "streaming") &&
      members.filter(({ role }) => role === "leader").length === 1 &&
      members.some(({ role }) => role === "sync_standby"),
  );
}
