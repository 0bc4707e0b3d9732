import { connect, enter, enterAsAdmin, newUser } from "../fixtures/actions.ts";
import { auditActionsOf, connectionsOf, everythingOf } from "../fixtures/db-queries.ts";
import {
  adminRow,
  disconnect,
  goToDisconnect,
  jobsFor,
  makeJobDue,
  onlyConnectionOf,
  pressDisconnect,
  seeDisconnected,
  seeDisconnecting,
  seeWaiting,
  tokenOf,
  untilDisconnected,
} from "../fixtures/disconnecting.ts";
import { en, words } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { PARTNER, type Stack } from "../fixtures/stack.ts";
import { expect, test } from "../fixtures/test.ts";

const ENDED = ["connection.connected", "connection.disconnecting", "connection.disconnected"];

test("the confirmation names the business and the consequences, and can be left", async ({ page, stack }) => {
  const user = await enter(page, stack, newUser("Kukkakauppa Kielo"));
  const receiptheroId = await connect(page, { label: "Torikatu" });
  const before = await everythingOf(stack, user);
  await page.getByRole("link", { name: en.connection.disconnect }).click();
  const names = { label: "Torikatu", business: user.business, partner: PARTNER };
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(words(en.disconnect.title, names));
  for (const text of [en.disconnect.what, en.disconnect.stops, en.disconnect.keeps, en.disconnect.again]) {
    await expect(page.getByText(words(text, names), { exact: true })).toBeVisible();
  }
  await page.getByRole("link", { name: en.disconnect.cancel }).click();
  await page.waitForURL(`/connections/${receiptheroId}`);
  await expect(page.getByRole("main")).toContainText(en.health.word.healthy);
  expect(await everythingOf(stack, user)).toEqual(before);
  expect((await stack.sandbox.state()).revocations.requests).toBe(0);
});

for (const javaScriptEnabled of [true, false]) {
  test(`disconnecting ${javaScriptEnabled ? "with" : "without"} JavaScript`, async ({ openBrowser, stack }) => {
    const page = await openBrowser({ javaScriptEnabled });
    const user = await enter(page, stack);
    const receiptheroId = await connect(page);
    const token = tokenOf(await stack.sandbox.state(), receiptheroId);
    await disconnect(page, receiptheroId);
    await seeDisconnected(page, receiptheroId);

    await expect(page.getByText(words(en.connection.notice.disconnected.body, { partner: PARTNER }))).toBeVisible();
    await expect(page.getByRole("button", { name: en.connection.change })).toHaveCount(0);
    await expect(page.getByRole("link", { name: en.connection.disconnect })).toHaveCount(0);
    await expect(page.getByRole("link", { name: en.connection.reconnect })).toBeVisible();
    expect(await onlyConnectionOf(stack, user)).toMatchObject({ disconnectedBy: "MERCHANT" });
    await untilJobsAreOver(stack, receiptheroId);
    expect(await auditActionsOf(stack, user)).toEqual(ENDED);
    expect((await stack.sandbox.state()).connections).toMatchObject([{ status: "removed", removedBy: "revocation" }]);
    expect(await stack.sandbox.revoke(token)).toBe(404);

    await test.step("the page that asks once more is for connections that are active", async () => {
      await page.goto(`/connections/${receiptheroId}/disconnect`);
      await page.waitForURL(`/connections/${receiptheroId}`);
    });
  });
}

test("disconnecting what ReceiptHero has ended already", async ({ page, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  expect(await stack.sandbox.revoke(tokenOf(await stack.sandbox.state(), receiptheroId))).toBe(200);
  await disconnect(page, receiptheroId);
  await seeDisconnected(page, receiptheroId);
  expect(await connectionsOf(stack, user)).toMatchObject([{ status: "DISCONNECTED", sealedToken: null }]);
});

test("disconnecting twice at once ends the connection once", async ({ page, openBrowser, stack }) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page);
  const second = await openBrowser();
  await second.context().addCookies(await page.context().cookies());
  // A user who opens the confirmation page later would not find it any more.
  await Promise.all([page, second].map((browser) => goToDisconnect(browser, receiptheroId)));
  await Promise.all([page, second].map(pressDisconnect));
  // The second user may have been told that it is disconnecting.
  await Promise.all([page, second].map((browser) => browser.waitForURL(`/connections/${receiptheroId}`)));
  for (const browser of [page, second]) {
    await browser.reload();
    await seeDisconnected(browser, receiptheroId);
  }
  await untilJobsAreOver(stack, receiptheroId);
  expect(await auditActionsOf(stack, user)).toEqual(ENDED);
});

/** The admin's text for each fault, and whether ReceiptHero revokes the token nevertheless. */
const faults = [
  { fault: "refused", reason: /could not be reached/, takesEffect: false },
  { fault: "hang", reason: /could not be reached/, takesEffect: true },
  { fault: "500", reason: /status 500/, takesEffect: false },
  { fault: "503", reason: /status 503/, takesEffect: false },
];

for (const { fault, reason, takesEffect } of faults) {
  test(`with revocation failing (${fault}) it is ending for all to see, and an admin gets it done`, async ({
    page,
    openBrowser,
    stack,
  }) => {
    const user = await enter(page, stack);
    const label = `Shop ${fault}`;
    const receiptheroId = await connect(page, { label });
    const token = tokenOf(await stack.sandbox.state(), receiptheroId);
    await stack.sandbox.setFault("revoke", fault);
    await disconnect(page, receiptheroId);
    await seeDisconnecting(page, receiptheroId, label);
    expect(await onlyConnectionOf(stack, user)).toMatchObject({
      status: "DISCONNECTING",
      sealedToken: expect.stringMatching(/^v1\./),
      disconnectedAt: null,
      disconnectingSince: expect.any(Date),
    });
    const { connections } = await stack.sandbox.state();
    expect(connections).toMatchObject([{ status: takesEffect ? "removed" : "active" }]);
    expect(await jobsFor(stack, receiptheroId)).toHaveLength(1);

    const admin = await openBrowser();
    await enterAsAdmin(admin, stack);
    await seeWaiting(admin, receiptheroId, reason);
    await stack.sandbox.clearFaults();
    await adminRow(admin, receiptheroId).getByRole("button", { name: en.admin.connections.retry }).click();
    await untilDisconnected(stack, user);
    await admin.goto("/admin/connections");
    await expect(adminRow(admin, receiptheroId)).toContainText(en.health.word.disconnected);
    await expect(adminRow(admin, receiptheroId).getByRole("button")).toHaveCount(0);

    await page.goto(`/connections/${receiptheroId}`);
    await seeDisconnected(page, receiptheroId);
    await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
    const [connected, ending, ...rest] = ENDED;
    expect(await auditActionsOf(stack, user)).toEqual([connected, ending, "connection.retried", ...rest]);
    expect(await stack.sandbox.revoke(token)).toBe(404);
  });
}

test("a retry that fails leaves it disconnecting, and the next one is automatic", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page, { label: "Stubborn" });
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(page, receiptheroId);
  await seeDisconnecting(page, receiptheroId, "Stubborn");

  const admin = await openBrowser();
  await enterAsAdmin(admin, stack);
  await admin.goto("/admin/connections");
  await adminRow(admin, receiptheroId).getByRole("button", { name: en.admin.connections.retry }).click();
  const failedOnce = { attempts: 1, locked: false };
  await expect.poll(() => jobsFor(stack, receiptheroId)).toEqual([failedOnce]);
  expect(await onlyConnectionOf(stack, user)).toMatchObject({ status: "DISCONNECTING" });
  await page.goto(`/connections/${receiptheroId}`);
  await seeDisconnecting(page, receiptheroId, "Stubborn");
  await expect(adminRow(admin, receiptheroId)).toContainText(en.admin.connections.asked);

  await stack.sandbox.clearFaults();
  await makeJobDue(stack, receiptheroId);
  await untilDisconnected(stack, user);
  await adminRow(admin, receiptheroId).getByRole("button", { name: en.admin.connections.seeAnswer }).click();
  await expect(adminRow(admin, receiptheroId)).toContainText(en.health.word.disconnected);
});

test("when a worker has given up after its last attempt, an admin's retry starts again", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await enter(page, stack);
  const receiptheroId = await connect(page, { label: "Given up" });
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(page, receiptheroId);
  await seeDisconnecting(page, receiptheroId, "Given up");
  await stack.database.rows(
    `UPDATE graphile_worker._private_jobs SET attempts = max_attempts, run_at = now() WHERE key = $1`,
    [`disconnect:${receiptheroId}`],
  );
  await stack.sandbox.clearFaults();
  await page.goto(`/connections/${receiptheroId}`);
  await seeDisconnecting(page, receiptheroId, "Given up");

  const admin = await openBrowser();
  await enterAsAdmin(admin, stack);
  await seeWaiting(admin, receiptheroId, /status 503/);
  await adminRow(admin, receiptheroId).getByRole("button", { name: en.admin.connections.retry }).click();
  await untilDisconnected(stack, user);
});

test("after kill -9 the retry goes on with the next start, until ReceiptHero is back", async ({
  openBrowser,
  stack,
}) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const page = await openBrowser({ baseURL: alone.app.url });
    const user = await enter(page, alone);
    const receiptheroId = await connect(page, { label: "Killed" });
    await alone.sandbox.setFault("revoke", "503");
    await disconnect(page, receiptheroId);
    await seeDisconnecting(page, receiptheroId, "Killed");
    await alone.app.kill();
    await makeJobDue(alone, receiptheroId);

    await test.step("ReceiptHero is not back yet", async () => {
      await alone.app.restart();
      const failedOnce = { attempts: 1, locked: false };
      await expect.poll(() => jobsFor(alone, receiptheroId)).toEqual([failedOnce]);
      await page.goto(`/connections/${receiptheroId}`);
      await seeDisconnecting(page, receiptheroId, "Killed");
      expect((await alone.sandbox.state()).connections).toMatchObject([{ status: "active" }]);
    });
    await test.step("killed once more, and ReceiptHero is back", async () => {
      await alone.app.kill();
      await alone.sandbox.clearFaults();
      await makeJobDue(alone, receiptheroId);
      await alone.app.restart();
      await untilDisconnected(alone, user);
    });
    await page.goto(`/connections/${receiptheroId}`);
    await seeDisconnected(page, receiptheroId);
    expect(await auditActionsOf(alone, user)).toEqual(ENDED);
    expect((await alone.sandbox.state()).connections).toMatchObject([{ status: "removed" }]);
  });
});

test("a server that is killed while it waits for ReceiptHero leaves the rest to the next", async ({
  openBrowser,
  stack,
}) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const page = await openBrowser({ baseURL: alone.app.url });
    const user = await enter(page, alone);
    const receiptheroId = await connect(page);
    const status = async () => (await onlyConnectionOf(alone, user)).status;
    const requests = async () => (await alone.sandbox.state()).revocations.requests;

    await test.step("in the request that began it", async () => {
      await alone.sandbox.setFault("revoke", "hang");
      await disconnect(page, receiptheroId);
      await expect.poll(status).toBe("DISCONNECTING");
      await expect.poll(requests).toBe(1);
      await alone.app.kill();
    });
    await test.step("in a worker's attempt", async () => {
      await makeJobDue(alone, receiptheroId);
      await alone.app.restart();
      await expect.poll(requests).toBe(2);
      await alone.app.kill();
      expect(await jobsFor(alone, receiptheroId)).toEqual([{ attempts: 1, locked: true }]);
      expect(await status()).toBe("DISCONNECTING");
    });
    await test.step("a minute later the job counts as abandoned", async () => {
      await alone.sandbox.clearFaults();
      await alone.database.rows(
        `UPDATE graphile_worker._private_jobs SET locked_at = locked_at - interval '61 seconds', run_at = now()`,
      );
      await alone.app.restart();
      await untilDisconnected(alone, user);
    });
    await page.goto(`/connections/${receiptheroId}`);
    await seeDisconnected(page, receiptheroId);
  });
});

/** Waits until the connection has no job. The job was added when the disconnect began, and was not needed. */
async function untilJobsAreOver(stack: Stack, receiptheroId: string): Promise<void> {
  await makeJobDue(stack, receiptheroId);
  await expect.poll(() => jobsFor(stack, receiptheroId)).toEqual([]);
}
