import { defineConfig } from "@playwright/test";

const { TEST_BROWSER } = process.env;

/**
 * The browser journeys, which `npm test` runs. Each worker starts a database, a sandbox and an application of its own
 * (e2e/fixtures/stack.ts), so that one worker's faults and outages are no other's.
 */
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  workers: 3,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Three times what the slowest journey needs on a quiet machine: a busy one is slow, not wrong.
  timeout: 180_000,
  expect: { timeout: 60_000 },
  reporter: "list",
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
        // The journeys need this machine and nothing else.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
      ],
    },
  },
});
