import { loadavg } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { chromium, type Page } from "@playwright/test";
import pg from "pg";
import { ensurePrograms } from "../tools/checks/programs.ts";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import type { Run } from "../tools/stack/process/run.ts";
import { cleanEnvironment } from "../tools/stack/settings/environment.ts";
import { type Sample, takeSample } from "./admin-pages.ts";
import { summarize } from "./api/load.ts";
import { makeDatabase, SHARED_BUFFERS, startApplication, startDatabase, versionOf } from "./environment.ts";
import { fill } from "./fill.ts";
import { machine } from "./machine.ts";
import { signInAsAdmin } from "./sign-in.ts";
import { printTable } from "./table.ts";

const LIST = "/admin/connections";
const ROUNDS = 3;

/** The goal, for 95 of 100 keystrokes, in milliseconds. */
const GOAL_MS = 150;

/** Between two keystrokes of a fast typist, in milliseconds. */
const BETWEEN_KEYS_MS = 100;

/** The texts that staff search for: a caller says them, or another system shows them. */
const searches = ({ business, domain, id, metadata }: Sample): Record<string, string> => ({
  "a business": business,
  "a common word": "kahvila",
  "a common word and a city": "kahvila turku",
  "a part of an email": domain,
  "an ID": id.slice(0, 13),
  "a custom field": metadata.slice(0, 16),
  "no match": "qzxjwvkq",
});

type Keystrokes = { name: string; each: number[]; last: number[] };

/**
 * Measures in a browser how long the staff's list takes from a keystroke in its search to the rows: for each key, when the
 * next one waits for the rows, and for the last key of a text that is typed fast.
 */
export async function list(run: Run, args: string[]): Promise<void> {
  const { connections, keep } = readOptions(args);
  const { environment } = await ensurePrograms(run, cleanEnvironment());
  const before = loadavg()[0]?.toFixed(1);
  const server = await startDatabase(run, keep, { shared_buffers: SHARED_BUFFERS });
  const database = await makeDatabase(run, server, `bench_${connections}`);
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await fill(client, database, connections);
  const sample = await takeSample(client);
  const cookie = await signInAsAdmin(client);
  await client.end();
  const { url } = await startApplication(run, database);

  const { TEST_BROWSER: executablePath } = environment;
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: ["--no-sandbox"] });
  const page = await browser.newPage({ baseURL: url });
  const [name = "", value = ""] = cookie.split("=");
  await page.context().addCookies([{ name, value, url }]);
  const found: Keystrokes[] = Object.keys(searches(sample)).map((name) => ({ name, each: [], last: [] }));
  // The first round loads code and caches, and does not count.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { name, each, last } of found) {
      const text = searches(sample)[name] ?? "";
      const [slow, fast] = [await typeAndWait(page, text), await typeFast(page, text)];
      if (round > 0) each.push(...slow);
      if (round > 0) last.push(fast);
    }
  }
  await browser.close();
  print(found);
  console.log(`\nLoad average before: ${before}. ${machine(await versionOf(server))}`);
}

/** @throws {Problem} for an unknown option */
function readOptions(args: string[]): { connections: number; keep: boolean } {
  try {
    const { values } = parseArgs({ args, options: { connections: { type: "string" }, keep: { type: "boolean" } } });
    const connections = Number(values.connections ?? 1_000_000);
    if (!(connections >= 500)) throw new TypeError("--connections is 500 or more.");
    return { connections, keep: values.keep ?? false };
  } catch (error) {
    throw error instanceof TypeError ? new Problem(error.message) : error;
  }
}

async function openList(page: Page): Promise<void> {
  await page.goto(LIST, { waitUntil: "networkidle" });
  await page.evaluate(markTyping);
  await page.getByRole("searchbox").focus();
}

/** Runs in the page: marks when each text was in the search. */
function markTyping(): void {
  document.addEventListener("input", ({ target, timeStamp }) => {
    if (target instanceof HTMLInputElement) performance.mark(`typed ${target.value}`, { startTime: timeStamp });
  });
}

/** Types a text, and waits for the rows after each key. @returns how long each took, in milliseconds */
async function typeAndWait(page: Page, text: string): Promise<number[]> {
  await openList(page);
  const times: number[] = [];
  for (const [index, key] of [...text].entries()) {
    const shown = page.evaluate(untilShown, text.slice(0, index + 1));
    await page.keyboard.type(key);
    times.push(await shown);
  }
  return times;
}

/** Types a text as fast as somebody can. @returns how long the rows took after the last key, in milliseconds */
async function typeFast(page: Page, text: string): Promise<number> {
  await openList(page);
  const shown = page.evaluate(untilShown, text);
  for (const key of text) {
    await page.keyboard.type(key);
    await sleep(BETWEEN_KEYS_MS);
  }
  return shown;
}

/**
 * Runs in the page: waits for the frame that shows the rows of a text.
 * @returns the time since the key that completed the text, in milliseconds
 */
function untilShown(text: string): Promise<number> {
  return new Promise((resolve) => {
    const look = () => {
      const [typed] = performance.getEntriesByName(`typed ${text}`);
      const isShown = new URLSearchParams(location.search).get("q") === text;
      const isBusy = document.querySelector('[aria-busy="true"]') !== null;
      if (typed && isShown && !isBusy) requestAnimationFrame((now) => resolve(now - typed.startTime));
      else requestAnimationFrame(look);
    };
    look();
  });
}

function print(found: Keystrokes[]): void {
  const all = { name: "all", each: found.flatMap(({ each }) => each), last: found.flatMap(({ last }) => last) };
  const row = ({ name, each, last }: Keystrokes) => {
    const [of, ofLast] = [summarize(each, 1), summarize(last, 1)];
    return [name, ...[each.length, of.p50, of.p95, of.p99, ofLast.p50, ofLast.p95].map((figure) => figure.toFixed(0))];
  };
  console.log(`\n── From a keystroke to the rows, in milliseconds. The goal is ${GOAL_MS} for 95 of 100 ──`);
  printTable(["search", "keys", "p50", "p95", "p99", "typed fast: last key, p50", "p95"], [...found, all].map(row));
}
