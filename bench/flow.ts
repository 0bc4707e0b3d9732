import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import getPort from "get-port";
import pg from "pg";
import { node } from "../tools/stack/bootstrap/paths.mjs";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import { databaseUrl } from "../tools/stack/parts/postgres.ts";
import type { Run } from "../tools/stack/process/run.ts";
import type { Given } from "../tools/stack/settings/settings.ts";
import { type Round, summarize } from "./api/load.ts";
import { untilListening } from "./bare-next-server.ts";
import { makeDatabase, startApplication, startDatabase, versionOf } from "./environment.ts";
import { bareConnector, type Connector, type FlowTimes, openConnectForm } from "./flow/connector.ts";
import { machine } from "./machine.ts";
import { ACCOUNTING, type Account, openAccounts } from "./pg-stat-statements.ts";
import { printProfile, profiled } from "./profile.ts";
import { signIn } from "./sign-in.ts";
import { median, printTable } from "./table.ts";

const LEVELS = [1, 8];
const ROUNDS = 3;

/** Seconds. */
const WARM_UP = 4;
const MEASURED = 5;

/** A member may make 200 changes in an hour, so the flows go through many members. */
const MEMBERS = 300;

type Subject = { name: string; connectors: Connector[] };
type FlowRound = { flows: Round; callbacks: Round };

/**
 * Compares whole connect flows with those of a bare callback on Node: from the press of the button in an open form, over
 * a ReceiptHero that approves at once, to the answer of the callback. They alternate in short rounds, so other load on the
 * machine affects both. With `--profile` it prints where the server's time for flows goes.
 */
export async function flow(run: Run, args: string[]): Promise<void> {
  const { profile } = readOptions(args);
  const before = loadavg()[0]?.toFixed(1);
  const server = await startDatabase(run, false, ACCOUNTING);
  const database = await makeDatabase(run, server, "flow");
  const receipthero = await startProgram(run, "receipthero", {});
  const { settings, port } = await profiled();
  const { url } = await startApplication(run, database, {
    RECEIPTHERO_PAGES_URL: receipthero,
    RECEIPTHERO_API_URL: receipthero,
    RECEIPTHERO_SCOPES: "receipt:read",
    ...(profile && settings),
  });
  const ours = { name: "ours", connectors: await openForms(database, url) };
  await connectMany(ours, 8, WARM_UP);
  if (profile) {
    await printProfile(port, () => connectMany(ours, 8, MEASURED));
    return;
  }
  const bare = await startProgram(run, "bare-callback", { DATABASE_URL: database, RECEIPTHERO_URL: receipthero });
  const subjects = [ours, { name: "bare callback", connectors: [bareConnector(bare)] }];
  for (const subject of subjects) await connectMany(subject, 8, WARM_UP);

  const accounts = await openAccounts(databaseUrl(server, "postgres"), "flow");
  await accounts.reset();
  await ours.connectors[0]?.();
  const account = await accounts.read();
  await accounts.close();
  for (const level of LEVELS) print(level, await compare(subjects, level));
  printStatements(account);
  console.log(`\nLoad average before: ${before}. ${machine(await versionOf(server))}`);
}

/** @throws {Problem} for an unknown option */
function readOptions(args: string[]): { profile: boolean } {
  try {
    const { values } = parseArgs({ args, options: { profile: { type: "boolean" } } });
    return { profile: values.profile ?? false };
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}

/** Starts a program of bench/flow/. @returns its URL */
async function startProgram(run: Run, name: "receipthero" | "bare-callback", settings: Given): Promise<string> {
  const port = await getPort();
  const env = { PATH: process.env.PATH, NODE_ENV: "production", PORT: String(port), ...settings };
  run.start(node, ["--conditions=react-server", `bench/flow/${name}.ts`], {
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return untilListening(`http://localhost:${port}`);
}

/** Creates members, each of a business of their own, and opens the connect form for each. */
async function openForms(database: string, url: string): Promise<Connector[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await client.query(
    "CREATE TABLE bare_state (hash text PRIMARY KEY); CREATE TABLE bare_connection (id text PRIMARY KEY, token text NOT NULL)",
  );
  const { rows: members } = await client.query<{ userId: string; merchantId: string }>(
    `WITH merchants AS (INSERT INTO "Merchant" (name) SELECT 'Bench ' || n FROM generate_series(1, $1::int) n RETURNING id),
          users AS (INSERT INTO "User" (email, "emailVerified")
                    SELECT 'bench-' || n || '@example.com', now() FROM generate_series(1, $1::int) n RETURNING id),
          pairs AS (SELECT m.id AS merchant, u.id AS "user"
                      FROM (SELECT id, row_number() OVER () AS n FROM merchants) m
                      JOIN (SELECT id, row_number() OVER () AS n FROM users) u USING (n))
     INSERT INTO "Member" ("merchantId", "userId", role) SELECT merchant, "user", 'OWNER' FROM pairs
     RETURNING "merchantId", "userId"`,
    [MEMBERS],
  );
  const connectors: Connector[] = [];
  for (const { userId, merchantId } of members) {
    connectors.push(await openConnectForm(url, merchantId, await signIn(client, userId)));
  }
  await client.end();
  return connectors;
}

/** Takes flows for some seconds, several at once. */
async function connectMany({ connectors }: Subject, atOnce: number, seconds: number): Promise<FlowRound> {
  const times: FlowTimes[] = [];
  const begun = performance.now();
  const customer = async (_: unknown, first: number) => {
    for (let turn = first; performance.now() - begun < seconds * 1_000; turn += atOnce) {
      const connect = connectors[turn % connectors.length];
      if (connect) times.push(await connect());
    }
  };
  await Promise.all(Array.from({ length: atOnce }, customer));
  const took = (performance.now() - begun) / 1_000;
  const of = (part: keyof FlowTimes) =>
    summarize(
      times.map((one) => one[part]),
      took,
    );
  return { flows: of("flow"), callbacks: of("callback") };
}

async function compare(subjects: Subject[], atOnce: number): Promise<Map<string, FlowRound[]>> {
  const rounds = new Map(subjects.map(({ name }): [string, FlowRound[]] => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of subjects) rounds.get(subject.name)?.push(await connectMany(subject, atOnce, MEASURED));
  }
  return rounds;
}

function print(atOnce: number, rounds: Map<string, FlowRound[]>): void {
  console.log(`\n── ${atOnce} at once: medians of ${ROUNDS} rounds of ${MEASURED} s ──`);
  const row = (name: string, taken: FlowRound[]) => {
    const of = (part: keyof FlowRound, figure: keyof Round) =>
      median(taken.map((round) => round[part][figure])).toFixed(1);
    return [
      name,
      of("flows", "rate"),
      of("flows", "p50"),
      of("flows", "p99"),
      of("callbacks", "p50"),
      of("callbacks", "p99"),
    ];
  };
  printTable(
    ["", "flows/s", "flow p50 ms", "p99 ms", "callback p50 ms", "p99 ms"],
    [...rounds].map(([name, taken]) => row(name, taken)),
  );
}

function printStatements({ statements, ms }: Account): void {
  console.log(`\nA flow of ours has ${statements} statements, which take PostgreSQL ${ms.toFixed(1)} ms.`);
}
