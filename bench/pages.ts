import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import getPort from "get-port";
import pg from "pg";
import { type PageWeight, weighPage } from "../tools/page-weight.ts";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import { databaseUrl, type Server } from "../tools/stack/parts/postgres.ts";
import type { Run } from "../tools/stack/process/run.ts";
import type { Given } from "../tools/stack/settings/settings.ts";
import { takeSample } from "./admin-pages.ts";
import { load, type Round } from "./api/load.ts";
import { buildBareNext, startBareNext, untilListening } from "./bare-next-server.ts";
import { makeDatabase, SHARED_BUFFERS, startApplication, startDatabase, versionOf } from "./environment.ts";
import { fill } from "./fill.ts";
import { machine } from "./machine.ts";
import { ACCOUNTING, type Account, type Accounts, openAccounts } from "./pg-stat-statements.ts";
import { printProfile, profiled } from "./profile.ts";
import { signIn, signInAsAdmin } from "./sign-in.ts";
import { median, printTable } from "./table.ts";

const LEVELS = [1, 16];
const ROUNDS = 3;

/** Seconds. */
const WARM_UP = 2;
const MEASURED = 3;
const PROFILED = 6;

/** Requests of which the database's time is the median. */
const ACCOUNTED = 5;

/** A kind of page. Without a cookie nobody is signed in. */
type Subject = { name: string; url: string; cookie: string };

/** The page that each other one is compared with: of the same Next, rendered for each request. */
const BARE = "bare dynamic page";

type Weight = PageWeight & Pick<Account, "statements" | "ms">;

/**
 * Compares every kind of page with a bare static and a bare dynamic page of the same Next: the rate and the times, which
 * alternate in short rounds, and the bytes, files and statements, which no other load affects. With `--profile` and the
 * name of a page, it prints where the server's time for that page goes.
 */
export async function pages(run: Run, args: string[]): Promise<void> {
  const { connections, keep, profile } = readOptions(args);
  const before = loadavg()[0]?.toFixed(1);
  const server = await startDatabase(run, keep, { ...ACCOUNTING, shared_buffers: SHARED_BUFFERS });
  const { settings, port } = await profiled();
  const { subjects, accounts } = await prepare(run, server, connections, profile === null ? {} : settings);
  if (profile === null) await compareAll(subjects, accounts);
  else await profileOne(subjects, profile, port);
  await accounts.close();
  console.log(`\nLoad average before: ${before}. ${machine(await versionOf(server))}`);
}

async function compareAll(subjects: Subject[], accounts: Accounts): Promise<void> {
  const weights = new Map<string, Weight>();
  for (const subject of subjects) weights.set(subject.name, await weigh(subject, accounts));
  printWeights(weights);
  for (const subject of subjects) await measure(subject, 8, WARM_UP);
  for (const level of LEVELS) printRates(level, await compare(subjects, level));
}

/** @throws {Problem} for a page that is none */
async function profileOne(subjects: Subject[], name: string, port: number): Promise<void> {
  const subject = subjects.find((one) => one.name === name);
  if (!subject) throw new Problem(`--profile takes one of: ${subjects.map((one) => one.name).join(", ")}.`);
  await measure(subject, 8, WARM_UP * 2);
  console.log(`\n── ${name}, ${LEVELS.at(-1)} at once ──`);
  await printProfile(port, () => measure(subject, LEVELS.at(-1) ?? 1, PROFILED));
}

async function weigh({ url, cookie }: Subject, accounts: Accounts): Promise<Weight> {
  // The first request of a page loads its code.
  await weighPage(url, { cookie });
  const found: Account[] = [];
  for (let request = 0; request < ACCOUNTED; request++) {
    await accounts.reset();
    await (await fetch(url, { headers: { cookie } })).arrayBuffer();
    found.push(await accounts.read());
  }
  const of = (figure: "statements" | "ms") => median(found.map((account) => account[figure]));
  return { ...(await weighPage(url, { cookie })), statements: of("statements"), ms: of("ms") };
}

/** @throws {Problem} for an unknown option */
function readOptions(args: string[]): { connections: number; keep: boolean; profile: string | null } {
  try {
    const options = {
      connections: { type: "string" },
      keep: { type: "boolean" },
      profile: { type: "string" },
    } as const;
    const { values } = parseArgs({ args, options });
    const connections = Number(values.connections ?? 1_000_000);
    if (!(connections >= 500)) throw new TypeError("--connections is 500 or more.");
    return { connections, keep: values.keep ?? false, profile: values.profile ?? null };
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}

type Stage = { subjects: Subject[]; accounts: Accounts };

async function prepare(run: Run, server: Server, connections: number, settings: Given): Promise<Stage> {
  const name = `bench_${connections}`;
  const database = await makeDatabase(run, server, name);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await fill(client, database, connections);
  const { id, notificationId } = await takeSample(client);
  const owner = await findOwner(client);
  const [admin, merchant] = [await signInAsAdmin(client), await signIn(client, owner.userId)];
  await client.end();

  await buildBareNext(run);
  const port = await getPort();
  startBareNext(run, port, database);
  const bare = await untilListening(`http://127.0.0.1:${port}`);
  const { url } = await startApplication(run, database, settings);
  const of = (cookie: string, paths: Record<string, string>) =>
    Object.entries(paths).map(([name, path]) => ({ name, url: url + path, cookie }));
  const business = `/businesses/${owner.merchantId}`;
  const subjects = [
    { name: "bare static page", url: `${bare}/static`, cookie: "" },
    { name: BARE, url: `${bare}/`, cookie: "" },
    ...of("", { "sign-in": "/sign-in" }),
    ...of(admin, {
      overview: "/admin",
      "list of connections": "/admin/connections",
      notifications: "/admin/notifications",
      "one notification": `/admin/notifications/${notificationId}`,
      "audit log": "/admin/audit",
      merchants: "/admin/merchants",
      users: "/admin/users",
      "a connection, for staff": `/admin/connections/${id}`,
    }),
    ...of(merchant, {
      "connections of a merchant": `${business}/connections`,
      "a connection, for its merchant": `/connections/${owner.receiptheroId}`,
      "connect form": `${business}/connections/new`,
      "settings of a business": `${business}/settings`,
      "settings of a user": "/settings",
    }),
  ];
  return { subjects, accounts: await openAccounts(databaseUrl(server, "postgres"), name) };
}

type Owner = { userId: string; merchantId: string; receiptheroId: string };

/** Finds an owner of a business with a connection. */
async function findOwner(client: pg.Client): Promise<Owner> {
  const { rows } = await client.query<Owner>(
    `SELECT m."userId", m."merchantId", c."receiptheroId" FROM "Member" m
       JOIN "Connection" c ON c."merchantId" = m."merchantId" AND c.status = 'ACTIVE'
       JOIN "User" u ON u.id = m."userId" AND u."disabledAt" IS NULL AND u.role = 'MERCHANT'
      WHERE m.role = 'OWNER' ORDER BY m."merchantId" LIMIT 1`,
  );
  const [owner] = rows;
  if (!owner) throw new Problem("No merchant has an owner and a connection.");
  return owner;
}

function measure({ url, cookie }: Subject, atOnce: number, seconds: number): Promise<Round> {
  const { origin, pathname } = new URL(url);
  return load(origin, { method: "GET", path: pathname, headers: { cookie } }, atOnce, seconds);
}

async function compare(subjects: Subject[], atOnce: number): Promise<Map<string, Round[]>> {
  const rounds = new Map(subjects.map(({ name }): [string, Round[]] => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of subjects) rounds.get(subject.name)?.push(await measure(subject, atOnce, MEASURED));
  }
  return rounds;
}

function printWeights(weights: Map<string, Weight>): void {
  const bare = weights.get(BARE)?.scripts ?? 0;
  console.log("\n── Bytes of a page; HTML compressed, scripts and styles with gzip ──");
  printTable(
    [
      "",
      "HTML",
      "compressed",
      "flight",
      "scripts",
      "of bare",
      "styles",
      "fonts",
      "requests",
      "statements",
      "database ms",
    ],
    [...weights].map(([name, { html, compressed, flight, scripts, styles, fonts, requests, statements, ms }]) => [
      name,
      ...[html, compressed, flight, scripts].map(String),
      (scripts / bare).toFixed(2),
      ...[styles, fonts, requests, statements].map(String),
      ms.toFixed(1),
    ]),
  );
}

function printRates(atOnce: number, rounds: Map<string, Round[]>): void {
  const of = (name: string, figure: keyof Round) => median((rounds.get(name) ?? []).map((round) => round[figure]));
  console.log(`\n── ${atOnce} at once: medians of ${ROUNDS} rounds of ${MEASURED} s ──`);
  printTable(
    ["", "pages/s", "of bare", "p50 ms", "p99 ms"],
    [...rounds.keys()].map((name) => [
      name,
      of(name, "rate").toFixed(1),
      (of(name, "rate") / of(BARE, "rate")).toFixed(2),
      of(name, "p50").toFixed(1),
      of(name, "p99").toFixed(1),
    ]),
  );
}
