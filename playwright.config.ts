import { availableParallelism, totalmem } from "node:os";
import { defineConfig } from "@playwright/test";

const { TEST_BROWSER } = process.env;

/** The memory of one worker: database connections, sandbox, applications and browser, in bytes. */
const WORKER_MEMORY = 2 * 1024 ** 3;

/** Two more than cores, because journeys sometimes wait; fewer on a machine with little memory. */
const workers = Math.max(1, Math.min(availableParallelism() + 2, Math.floor(totalmem() / WORKER_MEMORY), 8));

const ATTACKS = "platform/attacks.spec.ts";

/** Journeys that start a stack of their own, or build a second application. */
const SLOW_TO_BEGIN = [
  "account/{oidc,oidc-identities,proof-oidc,sign-up-invited,staff-sso}.spec.ts",
  "platform/{accessibility-provider,two-builds}.spec.ts",
].map((files) => `**/e2e/${files}`);

/**
 * The browser journeys, which `npm test` runs. Each worker starts its own database, sandbox and application
 * (e2e/fixtures/stack.ts), so one worker's faults and outages do not affect another.
 */
export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/fixtures/database-template.ts",
  outputDir: "test-results",
  workers,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Ten times as long as the slowest journey takes on an idle machine. A busy machine is slow, not wrong.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  reporter: "list",
  projects: [
    // First, because at the end other workers would have nothing to do beside them.
    { name: "slow to begin", testMatch: SLOW_TO_BEGIN },
    { name: "journeys", testIgnore: [ATTACKS, ...SLOW_TO_BEGIN] },
    // It measures how long other requests wait, so nothing else may run at the same time.
    { name: "attacks", testMatch: ATTACKS, dependencies: ["slow to begin", "journeys"] },
  ],
  use: {
    browserName: "chromium",
    locale: "en-GB",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(TEST_BROWSER ? { executablePath: TEST_BROWSER } : {}),
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Each browser serves one test at a time. Starting a process for each of its pages takes a tenth of the time.
        "--renderer-process-limit=1",
        // The journeys use only this machine.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      ],
    },
  },
});
