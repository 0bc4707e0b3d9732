// The program of `npm test`, on the Node in node_modules: every check. The last line is always the count.

import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import getPort from "get-port";
import { dataFolder, node } from "../stack/bootstrap/paths.mjs";
import { step } from "../stack/bootstrap/progress.mjs";
import { Problem, report } from "../stack/bootstrap/user-error.mjs";
import { ensureBuild } from "../stack/parts/build.ts";
import { ensureClient } from "../stack/parts/generate.ts";
import { databaseUrl, type Server, startPostgres } from "../stack/parts/postgres.ts";
import { beginRun, type Run } from "../stack/process-group.ts";
import { makeDataFolder } from "../stack/settings/data-folder.ts";
import { cleanEnvironment, packageProgram } from "../stack/settings/environment.ts";
import { stopOnSignal } from "../stack/stop.ts";
import { ensureBrowser } from "./browser.ts";
import { ensureServerPrograms } from "./server-programs.ts";
import { type Count, countPlaywright, countVitest } from "./test-counts.ts";

const PARTS = ["types", "lint", "unit", "journeys"] as const;
type Part = (typeof PARTS)[number];

const testFolder = join(dataFolder, "test");
const total: Count = { passed: 0, failed: 0 };

/** The skipped checks and the reasons, one sentence each. */
const leftOut: string[] = [];

/** Commands that run one journey: `npm run soak` with the killed server at its full length, `npm run attack`. */
const ALONE: Record<string, { file: string; environment: Record<string, string> }> = {
  // Milliseconds between kills.
  soak: { file: "e2e/platform/soak.spec.ts", environment: { SOAK_NOTIFICATIONS: "10000", SOAK_LIFE: "2000" } },
  attack: { file: "e2e/platform/attacks.spec.ts", environment: {} },
};

const [asked, ...more] = process.argv.slice(2);
const alone = asked !== undefined && Object.hasOwn(ALONE, asked) ? ALONE[asked] : undefined;
const part = alone ? "journeys" : PARTS.find((name) => name === asked);
const extra = alone ? [alone.file] : more;
try {
  if (asked !== undefined && part === undefined) {
    throw new Problem(`There are no checks named ${asked}. Run all of them, or: npm test -- ${PARTS.join("|")}`);
  }
  makeDataFolder("test");
  const run = await beginRun({
    path: join(testFolder, "run.json"),
    refusal: ({ members }) => `The checks are running in this folder already (pid ${members[0]?.pid}).`,
  });
  stopOnSignal(run, 1, () => finish({ passed: 0, failed: 1 }));
  try {
    await runChecks(run, part === undefined ? PARTS : [part]);
  } finally {
    // After a signal, the handler ends the run and says the count.
    if (run.isEnding()) await new Promise(() => {});
    await run.end();
  }
  finish({ passed: 0, failed: 0 });
} catch (error) {
  report(error);
  finish({ passed: 0, failed: 1 });
}

async function runChecks(run: Run, parts: readonly Part[]): Promise<void> {
  const environment = cleanEnvironment();
  await ensureClient(run);

  if (parts.includes("types")) {
    await check("Types", async () => {
      const next = await live(run, [packageProgram("next/dist/bin/next"), "typegen"], environment);
      return next === 0 && (await live(run, [packageProgram("typescript/bin/tsc"), "--noEmit"], environment)) === 0;
    });
  }
  if (parts.includes("lint")) {
    await check(
      "Lint",
      async () => (await live(run, [packageProgram("@biomejs/biome/bin/biome"), "check"], environment)) === 0,
    );
    await check("Unused code", async () => (await live(run, [packageProgram("knip/bin/knip.js")], environment)) === 0);
  }

  let built = false;
  if (parts.includes("journeys")) {
    await check("Build", async () => {
      await ensureBuild(run, true);
      built = true;
      return true;
    });
  }
  if (parts.includes("journeys") && !built) console.log("✗ Browser journeys: not run, they need the build");
  if (!parts.includes("unit") && !built) return;

  const database = await step("Starting the test database", "Test database started", () => startDatabase(run));
  const forTests = { ...environment, NODE_ENV: "test", TEST_DATABASE_URL: databaseUrl(database, "postgres") };
  if (parts.includes("unit")) await runUnit(run, forTests);
  if (built) await runJourneys(run, forTests);
}

async function runUnit(run: Run, environment: Record<string, string | undefined>): Promise<void> {
  const file = join(testFolder, "vitest.json");
  rmSync(file, { force: true });
  title("Unit and integration tests");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const code = await live(run, [packageProgram("vitest/vitest.mjs"), "run", ...reporters, ...extra], environment);
  add("Unit and integration tests", countVitest(file, code, extra.length > 0));
}

async function runJourneys(run: Run, environment: Record<string, string | undefined>): Promise<void> {
  const file = join(testFolder, "playwright.json");
  rmSync(file, { force: true });
  title("Browser journeys");
  let code = 1;
  try {
    const TEST_BROWSER = await ensureBrowser(run, environment);
    const programs = await ensureServerPrograms(run, environment);
    const absent = programs.missing.map((name) => `@${name}`).join("|");
    const left = absent === "" ? [] : ["--grep-invert", absent];
    // A named file runs alone, without the project that otherwise runs before it.
    const selection = extra.length === 0 ? left : [...left, "--no-deps", ...extra];
    const args = [packageProgram("@playwright/test/cli.js"), "test", "--reporter=list,json", ...selection];
    const forJourneys = { ...environment, ...programs.environment, ...alone?.environment, TEST_BROWSER };
    code = await live(run, args, { ...forJourneys, PLAYWRIGHT_JSON_OUTPUT_FILE: file });
    for (const name of programs.missing) {
      leftOut.push(`The journeys that need ${name} were left out: it is not on this machine. Install it to run them.`);
    }
  } catch (error) {
    if (run.isEnding()) throw error;
    report(error);
  }
  add("Browser journeys", countPlaywright(file, code));
}

/** Runs something that passes or fails as a whole. */
async function check(name: string, work: () => Promise<boolean>): Promise<void> {
  title(name);
  let passed = false;
  try {
    passed = await work();
  } catch (error) {
    report(error);
  }
  add(name, passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

async function live(run: Run, args: string[], env: Record<string, string | undefined>): Promise<number> {
  return (await run.finish("check", node, args, { env, live: true })).code;
}

async function startDatabase(run: Run): Promise<Server> {
  const database: Server = {
    data: join(testFolder, "postgres"),
    log: join(testFolder, "postgres.log"),
    port: await getPort(),
    password: randomBytes(24).toString("hex"),
  };
  await startPostgres(run, database, false);
  return database;
}

function title(name: string): void {
  console.log(`\n── ${name} ──`);
}

function add(name: string, count: Count): void {
  total.passed += count.passed;
  total.failed += count.failed;
  console.log(`${count.failed === 0 ? "✓" : "✗"} ${name}: ${count.passed} passed, ${count.failed} failed`);
}

/** Says the count, with what is not of a check added to it, and ends the process. */
function finish(also: Count): never {
  total.passed += also.passed;
  total.failed += also.failed;
  if (leftOut.length > 0) console.log(`\n${leftOut.join("\n")}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 ? 0 : 1);
}
