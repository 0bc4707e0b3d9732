import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { freePort } from "../../../test/free-port.ts";
import { type Checkout, copyCheckout } from "./checkout.ts";
import { type Command, processesIn, processOf, runNpm, until } from "./command.ts";

const SUPERVISOR = "tools/stack/serve.ts";
const WATCHDOG = "watchdog.ts";
const SANDBOX = "sandbox/main.ts";
const POSTGRES = "bin/postgres -D";
const APPLICATION = /next-server|dist\/server\.js/;

let checkout: Checkout;
let port: string;
/** The start that serves. Each test goes on from the one before. */
let serving: Command;

beforeAll(async () => {
  checkout = await copyCheckout({}, false);
  port = String(await freePort());
});
afterAll(async () => {
  for (const { pid } of processesIn(checkout.folder)) process.kill(pid, "SIGKILL");
  await untilNothingRuns();
  checkout.remove();
});

const start = () => runNpm(checkout, ["start"], { PORT: port });
const untilServing = (command: Command) => command.untilPrinted("Ctrl-C stops everything");
const find = (what: string | RegExp) => processOf(checkout.folder, what);
const kill = (what: string | RegExp) => process.kill(find(what), "SIGKILL");
const untilNothingRuns = () => until(() => processesIn(checkout.folder).length === 0);
const untilHealthy = () =>
  until(() =>
    fetch(`http://localhost:${port}/api/health`).then(
      ({ ok }) => ok,
      () => false,
    ),
  );

test("a start that is killed while it makes the database leaves nothing that stops the next one", async () => {
  const first = start();
  await until(() => existsSync(join(checkout.folder, ".data/postgres.new/base")));
  kill(SUPERVISOR);
  await first.untilEnded();
  await untilNothingRuns();
});

test("of two starts at once one serves, and the other names its address", async () => {
  const both = [start(), start()];
  const refused = await Promise.race(both.map((one) => one.untilEnded().then(() => one)));
  expect(await refused.untilEnded()).toBe(1);
  expect(refused.output()).toMatch(
    new RegExp(`This folder is being served already: http://localhost:${port} \\(pid \\d+\\)`),
  );
  const [other] = both.filter((one) => one !== refused);
  if (other) serving = other;
  await untilServing(serving);
});

test("a killed sandbox is started again", async () => {
  const before = find(SANDBOX);
  kill(SANDBOX);
  await serving.untilPrinted("The sandbox started again");
  expect(find(SANDBOX)).not.toBe(before);
});

test("a killed PostgreSQL is started again, and the application finds it", async () => {
  kill(POSTGRES);
  await serving.untilPrinted("PostgreSQL started again");
  await untilHealthy();
});

test("when the launcher is killed, even after its watchdog, nothing is left, and the next start serves at once", async () => {
  const watchdog = find(WATCHDOG);
  kill(WATCHDOG);
  await until(() =>
    processesIn(checkout.folder).some(({ pid, command }) => command.match(WATCHDOG) && pid !== watchdog),
  );
  const old = processesIn(checkout.folder).map(({ pid }) => pid);
  kill(SUPERVISOR);
  const next = start();
  await serving.untilEnded();
  serving = next;
  await untilServing(serving);
  expect(processesIn(checkout.folder).filter(({ pid }) => old.includes(pid))).toEqual([]);
});

test("when the server is killed, everything ends, and npm fails with a sentence", async () => {
  kill(APPLICATION);
  expect(await serving.untilEnded()).toBe(1);
  expect(serving.output()).toContain("The application stopped by itself (SIGKILL)");
  await untilNothingRuns();
});

test("when npm is killed, everything ends", async () => {
  serving = start();
  await untilServing(serving);
  serving.npm.kill("SIGKILL");
  await untilNothingRuns();
});

test("a second Ctrl-C ends everything at once, even a server that does not answer", async () => {
  serving = start();
  await untilServing(serving);
  process.kill(find(APPLICATION), "SIGSTOP");
  serving.pressCtrlC();
  await serving.untilPrinted("Stopping");
  // npm passes each press on as well, so presses in quick succession count as one: this goes on pressing.
  await until(() => {
    if (!serving.hasEnded()) serving.pressCtrlC();
    return serving.hasEnded();
  });
  expect(serving.output()).not.toContain("✓ Stopped");
  await untilNothingRuns();
});
