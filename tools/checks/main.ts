// The program of `npm test`, on the Node in node_modules. It runs every check. Its last line is always the count.

import { randomBytes } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../../test/free-port.ts";
import { node } from "../stack/bootstrap/paths.mjs";
import { Problem, report, step } from "../stack/bootstrap/report.mjs";
import { ensureBuild, ensureClient } from "../stack/parts/build.ts";
import { databaseUrl, type Server, startPostgres } from "../stack/parts/postgres.ts";
import { beginRun, type Run } from "../stack/process/run.ts";
import { attend } from "../stack/process/stop.ts";
import { makeDataFolder } from "../stack/settings/data-folder.ts";
import { cleanEnvironment, packageProgram } from "../stack/settings/environment.ts";
import { findDatabaseFolder } from "./database-folder.ts";
import { ensurePrograms, type Programs } from "./programs.ts";
import { type Count, countPlaywright, countVitest } from "./test-counts.ts";

const PARTS = ["types", "lint", "unit", "starts", "journeys"] as const;
type Part = (typeof PARTS)[number];
type Environment = Record<string, string | undefined>;

/** The programs of the journeys, or why they are not there. The search for them begins with the first check. */
type Found = [PromiseSettledResult<Programs>];

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

/** The tests of `npm test -- starts`. */
const STARTS = "tools/checks/starts/vitest.config.ts";

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
  await ensureClient(run);
  // An installer waits for the network while the checks of the code keep the processor busy.
  const programs = parts.includes("journeys") ? Promise.allSettled([ensurePrograms(run, cleanEnvironment())]) : null;
  try {
    await runParts(run, folder, parts, programs);
  } finally {
    // Ended in the middle, an installer would leave packages half installed.
    await programs;
  }
}

async function runParts(
  run: Run,
  folder: string,
  parts: readonly Part[],
  programs: Promise<Found> | null,
): Promise<void> {
  const finish: Finish = (args, { environment = {}, live = false } = {}) => {
    const env = { ...cleanEnvironment(), ...(live ? {} : { FORCE_COLOR: "1" }), ...environment };
    return run.finish(node, args, { env, live });
  };
  const needsBuild = parts.includes("starts") || parts.includes("journeys");
  await Promise.all([
    parts.includes("types") &&
      check("Types", async () => {
        const routes = await finish([packageProgram("next/dist/bin/next"), "typegen"]);
        return routes.code === 0 ? finish([packageProgram("typescript/bin/tsc"), "--noEmit"]) : routes;
      }),
    parts.includes("lint") && check("Lint", () => finish([packageProgram("@biomejs/biome/bin/biome"), "check"])),
    parts.includes("lint") && check("Unused code", () => finish([packageProgram("knip/bin/knip.js")])),
  ]);
  const isBuilt = needsBuild && (await build(run));

  const needsDatabase = parts.includes("unit") || (parts.includes("journeys") && isBuilt);
  const database = needsDatabase
    ? await step("Starting the test database", "Test database started", () => startDatabase(run, folder))
    : null;
  const forTests = database && { NODE_ENV: "test", TEST_DATABASE_URL: databaseUrl(database, "postgres") };
  const unit = parts.includes("unit") && forTests;
  await Promise.all([
    // A start mostly waits. It prints at its end when the other tests run beside it.
    parts.includes("starts") && isBuilt && runVitest("Starts", folder, finish, { config: STARTS, live: !unit }),
    unit && runVitest("Unit and integration tests", folder, finish, { environment: unit, live: true }),
  ]);
  if (programs && forTests && isBuilt) await runJourneys(run, folder, finish, forTests, await programs);
}

/** Runs a program of a package to its end. Its lines appear at once when it is `live`, and are given otherwise. */
type Finish = (
  args: string[],
  options?: { environment?: Environment; live?: boolean },
) => Promise<{ code: number; output: string }>;

async function runVitest(
  name: string,
  folder: string,
  finish: Finish,
  { config, environment, live }: { config?: string; environment?: Environment; live: boolean },
): Promise<void> {
  const file = join(folder, `${name.toLowerCase().replaceAll(" ", "-")}.json`);
  rmSync(file, { force: true });
  if (live) title(name);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const args = ["run", ...reporters, ...(config ? ["--config", config] : []), ...extra];
  const { code, output } = await finish([packageProgram("vitest/vitest.mjs"), ...args], { environment, live });
  if (!live) print(name, output);
  add(name, countVitest(file, code, extra.length > 0));
}

async function runJourneys(
  run: Run,
  folder: string,
  finish: Finish,
  forTests: Environment,
  [found]: Found,
): Promise<void> {
  const file = join(folder, "playwright.json");
  rmSync(file, { force: true });
  title("Browser journeys");
  let code = 1;
  try {
    if (found.status === "rejected") throw found.reason;
    const programs = found.value;
    const absent = programs.missing.map((name) => `@${name}`).join("|");
    const left = absent === "" ? [] : ["--grep-invert", absent];
    // With a file given, only that one runs, without the projects that have to run before it.
    const selection = extra.length === 0 ? left : [...left, "--no-deps", ...extra];
    const args = [packageProgram("@playwright/test/cli.js"), "test", "--reporter=list,json", ...selection];
    const environment = {
      ...forTests,
      ...programs.environment,
      ...alone?.environment,
      PLAYWRIGHT_JSON_OUTPUT_FILE: file,
    };
    ({ code } = await finish(args, { environment, live: true }));
    for (const name of programs.missing) {
      leftOut.push(`The journeys that need ${name} were left out: it is not on this machine. Install it to run them.`);
    }
  } catch (error) {
    if (run.isEnding()) throw error;
    report(error);
  }
  add("Browser journeys", countPlaywright(file, code));
}

/** Runs a check of the code, which passes or fails as a whole, and prints its lines at its end. */
async function check(name: string, work: () => Promise<{ code: number; output: string }>): Promise<void> {
  const { code, output } = await work();
  print(name, output);
  addCheck(name, code === 0);
}

/** @returns whether there is a build now */
async function build(run: Run): Promise<boolean> {
  title("Build");
  let isBuilt = false;
  try {
    await ensureBuild(run, true);
    isBuilt = true;
  } catch (error) {
    report(error);
    console.log("✗ Starts and browser journeys: not run, they need the build");
  }
  addCheck("Build", isBuilt);
  return isBuilt;
}

async function startDatabase(run: Run, folder: string): Promise<Server> {
  databaseFolder = findDatabaseFolder(folder);
  const database: Server = {
    data: join(databaseFolder, "postgres"),
    log: join(folder, "postgres.log"),
    port: await freePort(),
    password: randomBytes(24).toString("hex"),
  };
  await startPostgres(run, database, false);
  return database;
}

function title(name: string): void {
  console.log(`\n── ${name} ──`);
}

function print(name: string, output: string): void {
  title(name);
  if (output !== "") console.log(output);
}

function addCheck(name: string, isPassed: boolean): void {
  add(name, isPassed ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
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
