import { randomUUID } from "node:crypto";
import { loadavg } from "node:os";
import pg from "pg";
import type { Server } from "../tools/stack/parts/postgres.ts";
import type { Run } from "../tools/stack/process/run.ts";
import { takeSample } from "./admin-pages.ts";
import { expectSameJson, startBareHono } from "./api/bare.ts";
import { type Call, load, type Round } from "./api/load.ts";
import { type Sandbox, startSandbox } from "./api/sandbox.ts";
import { RECORDING, recordStatements, type Statement } from "./api/statements.ts";
import { connectMany, newSession, RETURN_ORIGIN } from "./api/visit.ts";
import { makeDatabase, SHARED_BUFFERS, startApplication, startDatabase, versionOf } from "./environment.ts";
import { addApiKey, fill } from "./fill.ts";
import { machine } from "./machine.ts";
import { readSizes } from "./sizes.ts";
import { median, printTable } from "./table.ts";

const LEVELS = [1, 16];
const CUSTOMERS = [1, 8];
const ROUNDS = 3;

/** Seconds. */
const WARM_UP = 2;
const MEASURED = 3;
const VISITING = 5;

/** The application and the bare handler on one database. */
type Stage = { ours: string; bare: string; authorization: string; paths: Paths };
type Paths = Record<"list" | "ofCustomer" | "one", string>;

/** A row of a table. `measure` takes a round of one of the two, with this many requests or customers at once. */
type Subject = {
  name: string;
  stage: Stage;
  measure: (url: string, atOnce: number, seconds: number) => Promise<Round>;
};
type Rounds = Record<"ours" | "bare", Round[]>;

/**
 * Compares calls of the API with a bare Hono handler on the same database, with a few connections and with very many:
 * lists, one connection, new connect sessions, and connect sessions from the first call to the connected customer. All
 * alternate in short rounds, so other load on the machine affects all of them.
 */
export async function api(run: Run, args: string[]): Promise<void> {
  const { small, large, keep } = readSizes(args);
  const before = loadavg()[0]?.toFixed(1);
  const sandbox = await startSandbox(run);
  const server = await startDatabase(run, keep, { ...RECORDING, shared_buffers: SHARED_BUFFERS });
  const few = await prepare(run, server, sandbox, small);
  const many = await prepare(run, server, sandbox, large);
  await sandbox.allow(
    [few, many].flatMap(({ ours, bare }) => [ours, bare]).map((url) => `${url}/api/receipthero/callback`),
  );

  const calls = [
    get(few, `GET /connections, ${small}`, few.paths.list),
    get(many, `GET /connections, ${large}`, many.paths.list),
    get(many, "GET /connections?external_id=", many.paths.ofCustomer),
    get(many, "GET /connections/{id}", many.paths.one),
    post(many, "POST /connect-sessions", {}),
    post(many, "the same with Idempotency-Key", { "Idempotency-Key": "[<id>]" }),
  ];
  const visits = [{ name: "whole connect session", stage: many, measure: visitsOf(many) }];
  for (const { stage, measure } of [...calls, ...visits]) {
    for (const url of [stage.ours, stage.bare]) await measure(url, 8, WARM_UP);
  }
  for (const level of LEVELS) print(level, "requests", await compare(calls, level, MEASURED));
  for (const level of CUSTOMERS) print(level, "customers", await compare(visits, level, VISITING));
  console.log(`\nLoad average before: ${before}. ${machine(await versionOf(server))}`);
}

async function prepare(run: Run, server: Server, sandbox: Sandbox, connections: number): Promise<Stage> {
  console.log(`\n── ${connections} connections ──`);
  const database = await makeDatabase(run, server, `bench_${connections}`);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await fill(client, database, connections);
  const key = await addApiKey(client, ["connections:read", "connect:write"]);
  const paths = await choosePaths(client);
  await client.query("CHECKPOINT");
  await client.end();

  const { url: ours } = await startApplication(run, database, {
    API_RATE_LIMIT: "100000",
    CONNECT_RETURN_ORIGINS: RETURN_ORIGIN,
    RECEIPTHERO_PAGES_URL: sandbox.pages,
    RECEIPTHERO_API_URL: sandbox.api,
  });
  const { authorization } = key;
  const statements: Record<string, Statement[]> = {};
  for (const path of Object.values(paths)) {
    statements[path] = await recordStatements(server.log, database, async () => {
      await (await fetch(ours + path, { headers: { Authorization: authorization } })).arrayBuffer();
    });
  }
  const bare = await startBareHono(run, database, sandbox, key.id, statements);
  for (const path of Object.values(paths)) await expectSameJson([ours, bare], path, authorization);
  return { ours, bare, authorization, paths };
}

/** Chooses a connection, and gives its merchant an external ID. */
async function choosePaths(client: pg.Client): Promise<Paths> {
  const { id, merchantId } = await takeSample(client);
  const externalId = randomUUID();
  await client.query(`UPDATE "Merchant" SET "externalId" = $2 WHERE id = $1`, [merchantId, externalId]);
  const list = "/api/v1/connections";
  return { list, ofCustomer: `${list}?external_id=${externalId}`, one: `${list}/${id}` };
}

function get(stage: Stage, name: string, path: string): Subject {
  return callOf(stage, name, { method: "GET", path });
}

function post(stage: Stage, name: string, headers: Record<string, string>): Subject {
  return callOf(stage, name, { method: "POST", path: "/api/v1/connect-sessions", headers, body: newSession("[<id>]") });
}

function callOf(stage: Stage, name: string, { headers, ...rest }: Call): Subject {
  const call = { ...rest, headers: { ...headers, Authorization: stage.authorization } };
  return { name, stage, measure: (url, atOnce, seconds) => load(url, call, atOnce, seconds) };
}

function visitsOf({ authorization }: Stage): Subject["measure"] {
  return (url, atOnce, seconds) => connectMany(url, authorization, atOnce, seconds);
}

async function compare(subjects: Subject[], atOnce: number, seconds: number): Promise<[Subject, Rounds][]> {
  const results = subjects.map((subject): [Subject, Rounds] => [subject, { ours: [], bare: [] }]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [{ stage, measure }, rounds] of results) {
      for (const side of ["ours", "bare"] as const) rounds[side].push(await measure(stage[side], atOnce, seconds));
    }
  }
  return results;
}

function print(atOnce: number, things: "requests" | "customers", results: [Subject, Rounds][]): void {
  const of = (rounds: Round[], figure: keyof Round) => median(rounds.map((round) => round[figure]));
  const pair = ({ ours, bare }: Rounds, figure: keyof Round) => {
    const [own, other] = [of(ours, figure), of(bare, figure)];
    return [own.toFixed(1), other.toFixed(1), (own / other).toFixed(2)];
  };
  console.log(`\n── ${atOnce} at once: medians of ${ROUNDS} rounds. Ours, bare Hono, ratio ──`);
  printTable(
    ["", `${things}/s`, "bare", "ratio", "p50 ms", "bare", "ratio", "p99 ms", "bare", "ratio"],
    results.map(([{ name }, rounds]) => [
      name,
      ...pair(rounds, "rate"),
      ...pair(rounds, "p50"),
      ...pair(rounds, "p99"),
    ]),
  );
}
