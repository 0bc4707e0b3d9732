// The program of `npm run seed`, on the Node in node_modules. It fills the database with generated data.

import { join } from "node:path";
import { parseArgs } from "node:util";
import { readAddress } from "../../lib/db/address.ts";
import { SeededAlready, seed } from "../../prisma/seed.ts";
import { dataFolder, root, runFile } from "./bootstrap/paths.mjs";
import { readClaim } from "./bootstrap/pid-lock.mjs";
import { isAlive } from "./bootstrap/process-identity.mjs";
import { step } from "./bootstrap/progress.mjs";
import { Problem, report } from "./bootstrap/user-error.mjs";
import { migrate } from "./parts/migrate.ts";
import { choosePorts, readPorts } from "./parts/ports.ts";
import { DATABASE, databaseUrl, ensureDatabase, type Server, startPostgres } from "./parts/postgres.ts";
import { beginRun, type Run } from "./process-group.ts";
import { progressBar } from "./progress-bar.ts";
import { makeDataFolder } from "./settings/data-folder.ts";
import { keepSecrets } from "./settings/secrets.ts";
import { checkSettings, EMBEDDED_PORTS, fillIn, type Given, isEmbedded, readGiven } from "./settings/settings.ts";
import { stopOnSignal } from "./stop.ts";

const MOST = 10_000_000;
const USAGE = "Use it as in: npm run seed -- --connections 1000000";

try {
  const { connections, number, into } = readArguments();
  const given = readGiven();
  const { run, environment } = isEmbedded(given) ? await embedded(given) : await configured(given, into);
  stopOnSignal(run, 130, () => console.log("✓ Stopped. What was written so far stays."));
  try {
    await fill(run, await environment(), connections, number);
  } finally {
    if (run.isEnding()) await new Promise(() => {});
    await run.end();
  }
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

/** The database in the settings. Users may work with it, so its name must be confirmed. */
async function configured(given: Given, into: string | null): Promise<Target> {
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
async function embedded(given: Given): Promise<Target> {
  const logs = makeDataFolder("log");
  const secrets = keepSecrets(join(dataFolder, "secrets.json"));
  const { PORT } = checkSettings(fillIn(given, secrets, EMBEDDED_PORTS, "postgresql://localhost"));
  const database = (port: number): Server => ({
    data: join(dataFolder, "postgres"),
    log: join(logs, "postgres.log"),
    port,
    password: secrets.databasePassword,
  });
  const portsFile = join(dataFolder, "ports.json");

  const holder = readClaim(runFile, root);
  if (holder?.address !== undefined && holder.members.slice(0, 1).some(isAlive)) {
    const ports = { ...EMBEDDED_PORTS, ...readPorts(portsFile) };
    const environment = fillIn(given, secrets, ports, databaseUrl(database(ports.postgres), DATABASE));
    return { run: await beginRun(null), environment: async () => environment };
  }
  const run = await beginRun({
    path: runFile,
    refusal: ({ members }) => `Another command is using the database of this folder (pid ${members[0]?.pid}).`,
  });
  return {
    run,
    environment: async () => {
      const ports = await choosePorts(portsFile, EMBEDDED_PORTS, PORT);
      await step("Starting the database", "Database started", async () => {
        await startPostgres(run, database(ports.postgres), true);
        await ensureDatabase(database(ports.postgres), DATABASE);
      });
      return fillIn(given, secrets, ports, databaseUrl(database(ports.postgres), DATABASE));
    },
  };
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
        onProgress: progressBar(),
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
