import pg from "pg";
import { databaseUrl, type Server } from "../tools/stack/parts/postgres.ts";
import type { Run } from "../tools/stack/process/run.ts";
import { showProgress } from "../tools/stack/seed-progress.ts";
import { PAGES, type Page, type Sample, takeSample } from "./admin-pages.ts";
import {
  type Application,
  makeDatabase,
  SHARED_BUFFERS,
  startApplication,
  startDatabase,
  versionOf,
} from "./environment.ts";
import { measureExport } from "./export.ts";
import { addApiKey, fill } from "./fill.ts";
import { machine } from "./machine.ts";
import { ACCOUNTING, type Account, type Accounts, openAccounts } from "./pg-stat-statements.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { readSizes } from "./sizes.ts";
import { median, printTable } from "./table.ts";

/** How many times as long a page may take with the large database, and a last page as the first one. */
const MOST_GROWTH = 2;
const MOST_DEPTH = 1.2;

const WARM_UP = 4;
const MEASURED = 15;

/** A page's times in milliseconds: medians. `longest` is its slowest statement. */
type Measured = { databaseMs: number; httpMs: number; statements: number; longest: string };
/** The status of a page that did not answer 200, or its times. */
type Result = number | Measured;

/** The cookie of an admin's session, and an API key. */
type Credentials = { cookie: string; authorization: string };

/** An application with its own database, and the values needed to request its pages. */
type Stage = { application: Application; accounts: Accounts; credentials: Credentials; sample: Sample };

/**
 * Measures the admin pages and calls of the API with a few connections and with very many: PostgreSQL's own time for
 * all statements of a page, planning included, and the time until a browser has the page. The requests alternate
 * between the two, so both are measured under the same load.
 */
export async function admin(run: Run, args: string[]): Promise<void> {
  const { small, large, keep } = readSizes(args);
  const server = await startDatabase(run, keep, { ...ACCOUNTING, shared_buffers: SHARED_BUFFERS });
  const few = await prepare(run, server, small);
  const many = await prepare(run, server, large);
  await few.accounts.settle();

  const results = new Map<string, [Result, Result]>();
  const progress = showProgress();
  for (const [done, page] of PAGES.entries()) {
    results.set(page.name, await measurePage([few, many], page));
    progress("pages measured", done + 1, PAGES.length);
  }
  const exported = await measureExport(many.application, many.credentials.cookie);
  for (const { application, accounts } of [few, many]) {
    await application.stop();
    await accounts.close();
  }
  print(small, large, results, exported, await versionOf(server));
}

async function prepare(run: Run, server: Server, connections: number): Promise<Stage> {
  const name = `bench_${connections}`;
  console.log(`\n── ${connections} connections ──`);
  const url = await makeDatabase(run, server, name);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await fill(client, url, connections);
  const { authorization } = await addApiKey(client, ["connections:read", "merchants:read"]);
  const credentials = { cookie: await signInAsAdmin(client), authorization };
  const sample = await takeSample(client);
  await client.end();
  const accounts = await openAccounts(databaseUrl(server, "postgres"), name);
  const application = await startApplication(run, url, { API_RATE_LIMIT: "10000" });
  return { application, accounts, credentials, sample };
}

async function measurePage(stages: [Stage, Stage], page: Page): Promise<[Result, Result]> {
  const requests: [Request[], Request[]] = [[], []];
  for (let round = -WARM_UP; round < MEASURED; round++) {
    for (const index of [0, 1] as const) {
      const request = await ask(stages[index], page);
      if (round >= 0) requests[index].push(request);
    }
  }
  return [summarize(requests[0]), summarize(requests[1])];
}

type Request = { status: number; httpMs: number; account: Account };

async function ask({ application, accounts, credentials, sample }: Stage, { path }: Page): Promise<Request> {
  await accounts.reset();
  const begun = performance.now();
  const response = await fetch(application.url + path(sample), { headers: credentials, redirect: "manual" });
  await response.arrayBuffer();
  return { status: response.status, httpMs: performance.now() - begun, account: await accounts.read() };
}

function summarize(requests: Request[]): Result {
  const failed = requests.find(({ status }) => status !== 200);
  if (failed) return failed.status;
  const longest = requests.map(({ account }) => account.longest).find((one) => one !== null);
  return {
    databaseMs: median(requests.map(({ account }) => account.ms)),
    httpMs: median(requests.map(({ httpMs }) => httpMs)),
    statements: median(requests.map(({ account }) => account.statements)),
    longest: longest ? `${longest.ms.toFixed(1)} ms in ${longest.query.replace(/\s+/g, " ").slice(0, 160)}` : "",
  };
}

function print(
  small: number,
  large: number,
  results: Map<string, [Result, Result]>,
  exported: string | null,
  postgres: string,
): void {
  const head = [
    "page",
    "statements",
    `database ${small}`,
    `database ${large}`,
    "ratio",
    `HTTP ${small}`,
    `HTTP ${large}`,
  ];
  const slow: string[] = [];
  const rows = PAGES.map(({ name, first }) => {
    const [before, after] = results.get(name) ?? [0, 0];
    if (typeof before !== "object" || typeof after !== "object") {
      const status = typeof after === "number" ? after : before;
      return [name, status === 404 ? "absent" : `status ${status}`, "", "", "", "", ""];
    }
    const ratio = after.databaseMs / before.databaseMs;
    if (ratio > MOST_GROWTH) slow.push(`${name}: ${after.longest}`);
    const top = first === undefined ? undefined : results.get(first)?.[1];
    const depth = typeof top === "object" ? after.databaseMs / top.databaseMs : null;
    if (depth !== null && depth > MOST_DEPTH) slow.push(`${name}: ${depth.toFixed(2)} times the first page`);
    return [
      depth === null ? name : `${name} (${depth.toFixed(2)} × the first)`,
      before.statements === after.statements ? `${after.statements}` : `${before.statements} → ${after.statements}`,
      ...[before.databaseMs, after.databaseMs].map(inMs),
      `${ratio.toFixed(2)}${ratio > MOST_GROWTH ? " !" : ""}`,
      ...[before.httpMs, after.httpMs].map(inMs),
    ];
  });
  console.log(`\n── Medians of ${MEASURED} requests, milliseconds ──`);
  printTable(head, rows);
  console.log(`\n${exported ?? "Full CSV export: absent"}`);
  if (slow.length > 0) console.log(`\nBeyond the goal:\n${slow.map((line) => `  ${line}`).join("\n")}`);
  console.log(`\n${machine(postgres)}`);
}

function inMs(value: number): string {
  return value.toFixed(value < 100 ? 2 : 0);
}
