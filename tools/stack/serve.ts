// The program of `npm start` and `npm run dev`, on the Node in node_modules.

import { join } from "node:path";
import type { Env } from "../../lib/env.ts";
import { Problem, report, step } from "./bootstrap/report.mjs";
import { startApp } from "./parts/app.ts";
import { ensureBuild, ensureClient } from "./parts/build.ts";
import { openEmbedded } from "./parts/embedded.ts";
import { migrate } from "./parts/migrate.ts";
import { requirePort } from "./parts/ports.ts";
import { DATABASE, ensureDatabase, startPostgres } from "./parts/postgres.ts";
import { startSandbox } from "./parts/sandbox.ts";
import { keepRunning } from "./process/keep-running.ts";
import { beginRun, type Run } from "./process/run.ts";
import { stopOnSignal } from "./process/stop.ts";
import { reach } from "./settings/reach.ts";
import { checkSettings, type Given, isEmbedded, type Ports, readGiven } from "./settings/settings.ts";

const dev = process.argv.includes("--dev");

try {
  const given = readGiven();
  await (isEmbedded(given) ? serveEmbedded(given) : serveConfigured(given));
} catch (error) {
  report(error);
  process.exit(1);
}

type GiveUp = (error: unknown) => Promise<void>;

/** Serves with what the settings name. Nothing of our own runs beside the application, and nothing is kept. */
async function serveConfigured(given: Given): Promise<void> {
  const settings = checkSettings(given);
  await requirePort(settings.PORT);
  const run = await beginRun(null);
  await stay(run, async (giveUp) => {
    await prepare(run);
    await migrate(run, given);
    await serve(run, given, settings, null, giveUp);
    console.log(`\nServing ${settings.APP_URL}\nReachable ${reach(settings)}\n`);
  });
}

/** Serves someone who set nothing: with a database, a ReceiptHero and a mailbox of our own, kept in `.data/`. */
async function serveEmbedded(given: Given): Promise<void> {
  const embedded = openEmbedded(given);
  const { PORT, APP_URL } = embedded.settings;
  const run = await beginRun({
    name: "run",
    address: APP_URL,
    refusal: ({ address, pid }) =>
      address === undefined
        ? `npm run seed is at work on the database of this folder (pid ${pid}). Start when it is done.`
        : `This folder is being served already: ${address} (pid ${pid}).`,
  });
  await stay(run, async (giveUp) => {
    await requirePort(PORT);
    const ports = await embedded.choosePorts();
    const database = embedded.database(ports);
    const environment = embedded.environment(ports);
    const settings = checkSettings(environment);

    await prepare(run);
    await step("Starting the database", "Database started", async () => {
      await keepRunning(run, "PostgreSQL", () => startPostgres(run, database, true), giveUp);
      await ensureDatabase(database, DATABASE);
    });
    await step("Starting the sandbox", "Sandbox started", () =>
      keepRunning(run, "The sandbox", () => startSandbox(run, settings, ports), giveUp),
    );
    await migrate(run, environment);
    // On a terminal, warnings and errors are enough. A program that collects the output needs all of it.
    const logFile = process.stdout.isTTY && !dev ? join(embedded.logs, "server.log") : null;
    await serve(run, environment, settings, logFile, giveUp);
    welcome(settings, ports);
  });
}

/** Does the work, ends everything when it fails now or later, and stays to end everything at a signal. */
async function stay(run: Run, work: (giveUp: GiveUp) => Promise<void>): Promise<void> {
  const giveUp = async (error: unknown) => {
    // After a signal, the work fails because its parts are being ended.
    if (run.isEnding()) return;
    report(error);
    await run.end();
    process.exit(1);
  };
  stopOnSignal(run, 0, () => console.log("✓ Stopped"));
  await work(giveUp).catch(giveUp);
}

async function prepare(run: Run): Promise<void> {
  await ensureClient(run);
  if (!dev) await ensureBuild(run, false);
}

async function serve(run: Run, environment: Given, listening: Env, logFile: string | null, giveUp: GiveUp) {
  const app = await step("Starting the application", "Application started", () =>
    startApp(run, { environment, listening, dev, logFile }),
  );
  app.once("exit", (code, signal) =>
    giveUp(new Problem(`The application stopped by itself (${signal ?? `exit code ${code}`}).`)),
  );
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
