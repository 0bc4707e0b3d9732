// The program of `npm test`, on the Node in node_modules. It runs every check. Its last line is always the count.

import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import getPort from "get-port";
import { node } from "../stack/bootstrap/paths.mjs";
import { Problem, report, step } from "../stack/bootstrap/report.mjs";
import { ensureBuild, ensureClient } from "../stack/parts/build.ts";
import { databaseUrl, type Server, startPostgres } from "../stack/parts/postgres.ts";
import { beginRun, type Run } from "../stack/process/run.ts";
import { attend } from "../stack/process/stop.ts";
import { makeDataFolder } from "../stack/settings/data-folder.ts";
import { cleanEnvironment, packageProgram } from "../stack/settings/environment.ts";
import { findDatabaseFolder } from "./database-folder.ts";
import { ensurePrograms } from "./programs.ts";
import { type Count, countPlaywright, countVitest } from "./test-counts.ts";

const PARTS = ["types", "lint", "unit", "starts", "journeys"] as const;
type Part = (typeof PARTS)[number];
type Environment = Record<string, string | undefined>;

/**
 * Commands that run one journey: `npm run soak` with the killed server at its full length, `npm run attack`, and
 * `npm test -- rotation` with 100,000 rows of a leaked key.
 */
const ALONE: Record<string, { file: string; environment: Environment }> = {
  // Milliseconds between kills.
  soak: { file: "e2e/platform/soak.spec.ts", environment: { SOAK_NOTIFICATIONS: "10000", SOAK_LIFE: "2000" } },
  rotation: { file: "e2e/platform/key-rotation.spec.ts", environment: { KEY_ROTATION_ROWS: "100000" } },
  attack: { file: "e2e/platform/attacks.spec.ts", environment: {} },
};

const total: Count = { passed: 0, failed: 0 };

/** Where the test database is, once it was started. Nothing of it is kept, because it may be in memory. */
let databaseFolder: string | null = null;

/** One sentence for each check that was left out, with the reason. */
const leftOut: string[] = [];

const [asked, ...more] = process.argv.slice(2);
const alone = asked !== undefined && Object.hasOwn(ALONE, asked) ? ALONE[asked] : undefined;
const part = alone ? "journeys" : PARTS.find((name) => name === asked);
const extra = alone ? [alone.file] : more;
try {
  if (asked !== undefined && part === undefined) {
    throw new Problem(`There are no checks named ${asked}. Run all of them, or: npm test -- ${PARTS.join("|")}`);
  }
  const folder = makeDataFolder("test");
  const run = await beginRun({
    name: "test",
    refusal: ({ pid }) => `The checks are running in this folder already (pid ${pid}).`,
  });
  const parts = part === undefined ? PARTS : [part];
  await attend(
    run,
    1,
    () => finish({ passed: 0, failed: 1 }),
    () => runChecks(run, folder, parts),
  );
  finish({ passed: 0, failed: 0 });
} catch (error) {
  report(error);
  finish({ passed: 0, failed: 1 });
}

async function runChecks(run: Run, folder: string, parts: readonly Part[]): Promise<void> {
  const environment = cleanEnvironment();
  const live = async (args: string[], more: Environment = {}) =>
    (await run.finish(node, args, { env: { ...environment, ...more }, live: true })).code;
  await ensureClient(run);

  if (parts.includes("types")) {
    await check("Types", async () => {
      const typegen = await live([packageProgram("next/dist/bin/next"), "typegen"]);
      return typegen === 0 && (await live([packageProgram("typescript/bin/tsc"), "--noEmit"])) === 0;
    });
  }
  if (parts.includes("lint")) {
    await check("Lint", async () => (await live([packageProgram("@biomejs/biome/bin/biome"), "check"])) === 0);
    await check("Unused code", async () => (await live([packageProgram("knip/bin/knip.js")])) === 0);
  }
  const needsBuild = parts.includes("starts") || parts.includes("journeys");
  const isBuilt = needsBuild && (await check("Build", () => ensureBuild(run, true).then(() => true)));
  if (needsBuild && !isBuilt) console.log("✗ Starts and browser journeys: not run, they need the build");

  const vitest = async (name: string, args: string[], more: Environment) => {
    const file = join(folder, "vitest.json");
    rmSync(file, { force: true });
    title(name);
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
    const code = await live([packageProgram("vitest/vitest.mjs"), "run", ...reporters, ...args, ...extra], more);
    add(name, countVitest(file, code, extra.length > 0));
  };
  if (parts.includes("starts") && isBuilt) {
    await vitest("Starts", ["--config", "tools/checks/starts/vitest.config.ts"], {});
  }
  if (!parts.includes("unit") && !(parts.includes("journeys") && isBuilt)) return;

  const database = await step("Starting the test database", "Test database started", () => startDatabase(run, folder));
  const forTests = { NODE_ENV: "test", TEST_DATABASE_URL: databaseUrl(database, "postgres") };
  if (parts.includes("unit")) await vitest("Unit and integration tests", [], forTests);
  if (!parts.includes("journeys") || !isBuilt) return;

  const file = join(folder, "playwright.json");
  rmSync(file, { force: true });
  title("Browser journeys");
  let code = 1;
  try {
    const programs = await ensurePrograms(run, environment);
    const absent = programs.missing.map((name) => `@${name}`).join("|");
    const left = absent === "" ? [] : ["--grep-invert", absent];
    // With a file given, only that one runs, without the project that has to run before it.
    const selection = extra.length === 0 ? left : [...left, "--no-deps", ...extra];
    const args = [packageProgram("@playwright/test/cli.js"), "test", "--reporter=list,json", ...selection];
    const forJourneys = { ...forTests, ...programs.environment, ...alone?.environment };
    code = await live(args, { ...forJourneys, PLAYWRIGHT_JSON_OUTPUT_FILE: file });
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
async function check(name: string, work: () => Promise<boolean>): Promise<boolean> {
  title(name);
  let passed = false;
  try {
    passed = await work();
  } catch (error) {
    report(error);
  }
  add(name, passed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
  return passed;
}

async function startDatabase(run: Run, folder: string): Promise<Server> {
  databaseFolder = findDatabaseFolder(folder);
  const database: Server = {
    data: join(databaseFolder, "postgres"),
    log: join(folder, "postgres.log"),
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
  if (databaseFolder !== null) rmSync(join(databaseFolder, "postgres"), { recursive: true, force: true });
  if (leftOut.length > 0) console.log(`\n${leftOut.join("\n")}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exit(total.failed === 0 ? 0 : 1);
}
