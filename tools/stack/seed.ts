// The program of `npm run seed`, on the Node in node_modules. It fills the database with generated data.

import { parseArgs } from "node:util";
import { readAddress } from "../../lib/db/database-url.ts";
import { SeededAlready, seed } from "../../prisma/seed.ts";
import { findHolder } from "./bootstrap/lock.mjs";
import { Problem, report, step } from "./bootstrap/report.mjs";
import { openEmbedded } from "./parts/embedded.ts";
import { migrate } from "./parts/migrate.ts";
import { DATABASE, ensureDatabase, startPostgres } from "./parts/postgres.ts";
import { beginRun, type Run } from "./process/run.ts";
import { attend } from "./process/stop.ts";
import { showProgress } from "./seed-progress.ts";
import { checkSettings, type Given, isEmbedded, readGiven } from "./settings/settings.ts";

const MOST = 10_000_000;
const USAGE = "Use it as in: npm run seed -- --connections 1000000";

try {
  const { connections, number, into } = readArguments();
  const given = readGiven();
  const { run, environment } = isEmbedded(given) ? await ofEmbedded(given) : await ofSettings(given, into);
  await attend(
    run,
    130,
    () => console.log("✓ Stopped. The rows that were added stay."),
    async () => {
      await fill(run, await environment(), connections, number);
    },
  );
  process.exit(0);
} catch (error) {
  report(error);
  process.exit(1);
}

function readArguments() {
  try {
    const { values } = parseArgs({
      options: { connections: { type: "string" }, seed: { type: "string" }, "yes-into": { type: "string" } },
    });
    return {
      connections: wholeNumber("--connections", values.connections ?? "", MOST),
      number: values.seed === undefined ? null : wholeNumber("--seed", values.seed, 2 ** 32 - 1),
      into: values["yes-into"] ?? null,
    };
  } catch (error) {
    throw error instanceof TypeError ? new Problem(`${error.message}\n  ${USAGE}`) : error;
  }
}

function wholeNumber(name: string, text: string, most: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new Problem(`${name} needs a whole number from 1 to ${most}. ${USAGE}`);
}

/** A run, and what gives the settings of a database that answers while the run lasts. */
type Target = { run: Run; environment: () => Promise<Given> };

/** The database that the settings name. It may hold real data, so the command must name it. */
async function ofSettings(given: Given, into: string | null): Promise<Target> {
  const name = readAddress(checkSettings(given).DATABASE_DIRECT_URL).database ?? "";
  if (into !== name) {
    throw new Problem(
      `DATABASE_URL names the database ${name}. Invented data cannot be told from real data there and taken out again.\n` +
        `  If it is a database to try things with, add: --yes-into ${name}`,
    );
  }
  return { run: await beginRun(null), environment: async () => given };
}

/** The embedded database: of the `npm start` that runs in this folder, or else started for the time being. */
async function ofEmbedded(given: Given): Promise<Target> {
  const embedded = openEmbedded(given);
  if ((await findHolder("run"))?.address !== undefined) {
    return { run: await beginRun(null), environment: async () => embedded.environment(embedded.keptPorts()) };
  }
  const run = await beginRun({
    name: "run",
    refusal: ({ pid }) => `Another command is using the database of this folder (pid ${pid}).`,
  });
  const environment = async () => {
    const ports = await embedded.choosePorts();
    await step("Starting the database", "Database started", async () => {
      await startPostgres(run, embedded.database(ports), true);
      await ensureDatabase(embedded.database(ports), DATABASE);
    });
    return embedded.environment(ports);
  };
  return { run, environment };
}

async function fill(run: Run, environment: Given, connections: number, number: number | null): Promise<void> {
  const { DATABASE_DIRECT_URL, TOKEN_KEYS } = checkSettings(environment);
  await migrate(run, environment);
  const begun = Date.now();
  for (let next = number ?? 1; ; next++) {
    try {
      await seed({
        directUrl: DATABASE_DIRECT_URL,
        keys: TOKEN_KEYS,
        connections,
        seed: next,
        onProgress: showProgress(),
      });
      const seconds = Math.max(1, Math.round((Date.now() - begun) / 1000));
      console.log(`✓ ${connections} connections added in ${seconds} s (seed ${next})`);
      return;
    } catch (error) {
      if (!(error instanceof SeededAlready)) throw error;
      if (number !== null) throw new Problem(`${error.message}. Choose another number, or leave --seed out.`);
    }
  }
}
