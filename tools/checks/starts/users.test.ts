import { afterAll, expect, test } from "vitest";
import { freePort } from "../../../test/free-port.ts";
import { type Checkout, copyCheckout, isRoot, NOBODY } from "./checkout.ts";
import { processesIn, runNpm, until } from "./command.ts";

const WHERE = isRoot
  ? [
      { who: "root", user: {}, isClosed: false },
      { who: "root, in a checkout that only root may enter,", user: {}, isClosed: true },
      { who: "an ordinary user", user: NOBODY, isClosed: false },
    ]
  : [{ who: "an ordinary user", user: {}, isClosed: true }];

const checkouts: Checkout[] = [];
afterAll(() => {
  for (const checkout of checkouts) checkout.remove();
});

test.each(WHERE)("$who starts everything with one command, and Ctrl-C ends all of it", async ({ user, isClosed }) => {
  const checkout = await copyCheckout(user, isClosed);
  checkouts.push(checkout);
  const port = String(await freePort());
  const start = runNpm(checkout, ["start"], { PORT: port });
  await start.untilPrinted("Ctrl-C stops everything");
  expect((await fetch(`http://localhost:${port}/api/health`)).status).toBe(200);
  expect(start.output()).toContain("Database started");

  start.pressCtrlC();
  expect(await start.untilEnded()).toBe(0);
  expect(start.output()).toContain("✓ Stopped");
  await until(() => processesIn(checkout.folder).length === 0);
});
