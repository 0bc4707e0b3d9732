// The program of `npm start` and `npm run dev`, on the Node in node_modules.

import { join } from "node:path";
import type { Env } from "../../lib/env.ts";
import { dataFolder, runFile } from "./bootstrap/paths.mjs";
import { step } from "./bootstrap/progress.mjs";
import { report } from "./bootstrap/user-error.mjs";
import { startApp } from "./parts/app.ts";
import { ensureBuild } from "./parts/build.ts";
import { ensureClient } from "./parts/generate.ts";
import { migrate } from "./parts/migrate.ts";
import { choosePorts, requirePort } from "./parts/ports.ts";
import { DATABASE, databaseUrl, ensureDatabase, type Server, startPostgres } from "./parts/postgres.ts";
import { startSandbox } from "./parts/sandbox.ts";
import { beginRun, type Run } from "./process-group.ts";
import { makeDataFolder } from "./settings/data-folder.ts";
import { reach } from "./settings/reach.ts";
import { keepSecrets } from "./settings/secrets.ts";
import {
  checkSettings,
  EMBEDDED_PORTS,
  fillIn,
  type Given,
  isEmbedded,
  type Ports,
  readGiven,
  warningsAbout,
} from "./settings/settings.ts";
import { stopOnSignal } from "./stop.ts";

const dev = process.argv.includes("--dev");

try {
  const given = readGiven();
  await (isEmbedded(given) ? serveEmbedded(given) : serveConfigured(given));
} catch (error) {
  report(error);
  process.exit(1);
}

/** Serves with what the settings name. Nothing of our own runs beside the application, and nothing is kept. */
async function serveConfigured(given: Given): Promise<void> {
  const settings = checkSettings(given);
  for (const warning of warningsAbout(settings)) console.warn(`! ${warning}`);
  await requirePort(settings.PORT);
  await attend(await beginRun(null), async (run) => {
    await prepare(run);
    await migrate(run, given);
    await serve(run, given, settings, null);
    console.log(`\nServing ${settings.APP_URL}\nReachable ${reach(settings)}\n`);
  });
}

/** Serves someone who set nothing: with a database, a ReceiptHero and a mailbox of our own, kept in `.data/`. */
async function serveEmbedded(given: Given): Promise<void> {
  const logs = makeDataFolder("log");
  // The settings are judged before anything is started or ended, with ports that are found free later.
  const secrets = keepSecrets(join(dataFolder, "secrets.json"));
  const { PORT, APP_URL } = checkSettings(fillIn(given, secrets, EMBEDDED_PORTS, "postgresql://localhost"));

  const run = await beginRun({
    path: runFile,
    address: APP_URL,
    refusal: ({ address, members }) =>
      address === undefined
        ? `npm run seed is at work on the database of this folder (pid ${members[0]?.pid}). Start when it is done.`
        : `This folder is being served already: ${address} (pid ${members[0]?.pid}).`,
  });
  await attend(run, async () => {
    await requirePort(PORT);
    const ports = await choosePorts(join(dataFolder, "ports.json"), EMBEDDED_PORTS, PORT);
    const database: Server = {
      data: join(dataFolder, "postgres"),
      log: join(logs, "postgres.log"),
      port: ports.postgres,
      password: secrets.databasePassword,
    };
    const environment = fillIn(given, secrets, ports, databaseUrl(database, DATABASE));
    const settings = checkSettings(environment);

    await prepare(run);
    await step("Starting the database", "Database started", async () => {
      await startPostgres(run, database, true);
      await ensureDatabase(database, DATABASE);
    });
    await step("Starting the sandbox", "Sandbox started", () => startSandbox(run, settings, ports));
    await migrate(run, environment);
    // On a terminal, show only problems. Otherwise write the whole output, for a program that collects it.
    const logFile = process.stdout.isTTY && !dev ? join(logs, "server.log") : null;
    await serve(run, environment, settings, logFile);
    welcome(settings, ports);
  });
}

/** Does the work, ends everything when it fails, and stays to end everything at a signal. */
async function attend(run: Run, work: (run: Run) => Promise<void>): Promise<void> {
  stopOnSignal(run, 0, () => console.log("✓ Stopped"));
  try {
    await work(run);
  } catch (error) {
    // After a signal, the work fails because its parts are being ended.
    if (run.isEnding()) return;
    report(error);
    await run.end();
    process.exit(1);
  }
}

async function prepare(run: Run): Promise<void> {
  await ensureClient(run);
  if (!dev) await ensureBuild(run, false);
}

async function serve(run: Run, environment: Given, settings: Env, logFile: string | null): Promise<void> {
  const app = await step("Starting the application", "Application started", () =>
    startApp(run, { environment, listening: settings, dev, logFile }),
  );
  app.once("exit", async (code, signal) => {
    if (run.isEnding()) return;
    console.error(`✗ The application stopped by itself (${signal ?? `exit code ${code}`}).`);
    await run.end();
    process.exit(1);
  });
}

function adminHint({ ADMIN_EMAILS: [admin] }: Env): string {
  return admin === undefined ? "set ADMIN_EMAILS to your address and start again" : `sign in as ${admin}`;
}

function welcome(settings: Env, ports: Ports): void {
  const sandbox = `http://127.0.0.1:${ports.pages}`;
  console.log(`
  Application   ${settings.APP_URL}
  Reachable     ${reach(settings)}
  Sandbox       ${sandbox}   a ReceiptHero of your own
  Mailbox       ${sandbox}/mailbox
  Control       http://127.0.0.1:${ports.control}   switches the sandbox's faults, see sandbox/README.md

  1. Open ${settings.APP_URL} and sign in with any address, for example merchant@example.com.
  2. The mail is in the mailbox: open its link and press the button.
  3. Choose "Connect to ReceiptHero" and approve at the sandbox. To see the admin's side, ${adminHint(settings)}.

  Ctrl-C stops everything; what you did stays in .data/.
`);
}
