import { connect, disconnect } from "../fixtures/connect-over-http.ts";
import { auditActionsOf } from "../fixtures/db-queries.ts";
import {
  adminRow,
  disconnectByHand,
  jobsFor,
  makeJobDue,
  onlyConnectionOf,
  seeDisconnected,
  seeDisconnecting,
  seeWaiting,
  tokenOf,
  untilDisconnected,
} from "../fixtures/disconnecting.ts";
import { en } from "../fixtures/messages.ts";
import { withServerOfItsOwn } from "../fixtures/own-server.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

// ReceiptHero does not revoke these connections at once.

const ENDED = ["connection.connected", "connection.disconnecting", "connection.disconnected"];

/** The stored error of each fault, and whether ReceiptHero carries out the revocation although it does not confirm it. */
const faults = [
  { fault: "refused", reason: /could not be reached/, takesEffect: false },
  { fault: "hang", reason: /could not be reached/, takesEffect: true },
  { fault: "500", reason: /status 500/, takesEffect: false },
];

for (const { fault, reason, takesEffect } of faults) {
  test(`a connection is ending while revocation fails (${fault}), until a retry gets it done`, async ({
    context,
    stack,
  }) => {
    const user = await signUpDirectly(context, stack);
    const receiptheroId = await connect(context);
    const token = tokenOf(await stack.sandbox.state(), receiptheroId);
    await stack.sandbox.setFault("revoke", fault);
    await disconnect(context, receiptheroId);
    expect(await onlyConnectionOf(stack, user)).toMatchObject({
      status: "DISCONNECTING",
      sealedToken: expect.stringMatching(/^v1\./),
      disconnectedAt: null,
      disconnectingSince: expect.any(Date),
      revocationError: expect.stringMatching(reason),
    });
    const { connections } = await stack.sandbox.state();
    expect(connections).toMatchObject([{ status: takesEffect ? "removed" : "active" }]);
    expect(await jobsFor(stack, receiptheroId)).toHaveLength(1);

    await stack.sandbox.clearFaults();
    await makeJobDue(stack, receiptheroId);
    await untilDisconnected(stack, user);
    expect(await auditActionsOf(stack, user)).toEqual(ENDED);
    expect(await stack.sandbox.revoke(token)).toBe(404);
  });
}

test("while revocation fails everyone sees the connection ending, and an admin gets it done", async ({
  page,
  openBrowser,
  stack,
}) => {
  const user = await signUpDirectly(page, stack);
  const label = "Stubborn";
  const receiptheroId = await connect(page, { label });
  await stack.sandbox.setFault("revoke", "503");
  await disconnectByHand(page, receiptheroId);
  await seeDisconnecting(page, receiptheroId, label);

  const admin = await openBrowser();
  await signInAsAdmin(admin, stack);
  await seeWaiting(admin, receiptheroId, /status 503/);
  await stack.sandbox.clearFaults();
  await adminRow(admin, receiptheroId).getByRole("button", { name: en.admin.connections.retry }).click();
  await untilDisconnected(stack, user);
  await admin.goto("/admin/connections");
  await expect(adminRow(admin, receiptheroId)).toContainText(en.health.word.disconnected);
  await expect(adminRow(admin, receiptheroId).getByRole("button", { name: en.admin.connections.retry })).toHaveCount(0);

  await page.goto(`/connections/${receiptheroId}`);
  await seeDisconnected(page, receiptheroId);
  await expect(page.getByRole("main").getByRole("alert")).toHaveCount(0);
  const [connected, ending, ...rest] = ENDED;
  expect(await auditActionsOf(stack, user)).toEqual([connected, ending, "connection.retried", ...rest]);
});

test("a retry that fails leaves the connection disconnecting, and the next one is automatic", async ({
  page: admin,
  openContext,
  stack,
}) => {
  const merchant = await openContext();
  const user = await signUpDirectly(merchant, stack);
  const receiptheroId = await connect(merchant, { label: "Stubborn" });
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(merchant, receiptheroId);

  await signInAsAdmin(admin, stack);
  await admin.goto("/admin/connections");
  await adminRow(admin, receiptheroId).getByRole("button", { name: en.admin.connections.retry }).click();
  const failedOnce = { attempts: 1, locked: false };
  await expect.poll(() => jobsFor(stack, receiptheroId)).toEqual([failedOnce]);
  expect(await onlyConnectionOf(stack, user)).toMatchObject({ status: "DISCONNECTING" });
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
  const user = await signUpDirectly(page, stack);
  const receiptheroId = await connect(page, { label: "Given up" });
  await stack.sandbox.setFault("revoke", "503");
  await disconnect(page, receiptheroId);
  await stack.database.rows(
    `UPDATE graphile_worker._private_jobs SET attempts = max_attempts, run_at = now() WHERE key = $1`,
    [`disconnect:${receiptheroId}`],
  );
  await stack.sandbox.clearFaults();
  await page.goto(`/connections/${receiptheroId}`);
  await seeDisconnecting(page, receiptheroId, "Given up");

  const admin = await openBrowser();
  await signInAsAdmin(admin, stack);
  await seeWaiting(admin, receiptheroId, /status 503/);
  await adminRow(admin, receiptheroId).getByRole("button", { name: en.admin.connections.retry }).click();
  await untilDisconnected(stack, user);
});

test("after kill -9 the retry goes on with the next start, until ReceiptHero is back", async ({
  openContext,
  stack,
}) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const merchant = await openContext({ baseURL: alone.app.url });
    const user = await signUpDirectly(merchant, alone);
    const receiptheroId = await connect(merchant, { label: "Killed" });
    await alone.sandbox.setFault("revoke", "503");
    await disconnect(merchant, receiptheroId);
    await alone.app.kill();
    await makeJobDue(alone, receiptheroId);

    await test.step("ReceiptHero is not back yet", async () => {
      await alone.app.restart();
      const failedOnce = { attempts: 1, locked: false };
      await expect.poll(() => jobsFor(alone, receiptheroId)).toEqual([failedOnce]);
      expect(await onlyConnectionOf(alone, user)).toMatchObject({ status: "DISCONNECTING" });
      expect((await alone.sandbox.state()).connections).toMatchObject([{ status: "active" }]);
    });
    await test.step("killed once more, and ReceiptHero is back", async () => {
      await alone.app.kill();
      await alone.sandbox.clearFaults();
      await makeJobDue(alone, receiptheroId);
      await alone.app.restart();
      await untilDisconnected(alone, user);
    });
    expect(await auditActionsOf(alone, user)).toEqual(ENDED);
    expect((await alone.sandbox.state()).connections).toMatchObject([{ status: "removed" }]);
  });
});

test("a server that is killed while it waits for ReceiptHero leaves the rest to the next", async ({
  openContext,
  stack,
}) => {
  await withServerOfItsOwn(stack, async (alone) => {
    const merchant = await openContext({ baseURL: alone.app.url });
    const user = await signUpDirectly(merchant, alone);
    const receiptheroId = await connect(merchant);
    const status = async () => (await onlyConnectionOf(alone, user)).status;
    const requests = async () => (await alone.sandbox.state()).revocations.requests;

    await test.step("in the request that began it", async () => {
      await alone.sandbox.setFault("revoke", "hang");
      const broken = expect(disconnect(merchant, receiptheroId)).rejects.toThrow();
      await expect.poll(status).toBe("DISCONNECTING");
      await expect.poll(requests).toBe(1);
      await alone.app.kill();
      await broken;
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
  });
});
