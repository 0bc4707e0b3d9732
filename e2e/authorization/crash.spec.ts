import { authorize, connect, followRedirect } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a server that is killed between claim and storing leaves nothing half", async ({ openContext, stack }) => {
  const app = await stack.startAnotherApp();
  const context = await openContext({ baseURL: app.url });
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);

  await test.step("kill -9 while ReceiptHero's answer is awaited", async () => {
    await stack.sandbox.setFault("token", "hang");
    const broken = expect(followRedirect(context, callback)).rejects.toThrow();
    await expect.poll(async () => (await requestsOf(stack, user))[0]?.claimedAt).toBeTruthy();
    await app.kill();
    await broken;
    await stack.sandbox.clearFaults();
  });
  expect(await connectionsOf(stack, user)).toEqual([]);
  expect(await auditActionsOf(stack, user)).toEqual([]);
  const [request] = await requestsOf(stack, user);
  expect(request).toMatchObject({ outcome: null, claimedAt: expect.any(Date) });

  await test.step("the next server settles the request once it is a minute old", async () => {
    await stack.database.rows(
      `UPDATE "AuthorizationRequest" SET "claimedAt" = "claimedAt" - interval '61 seconds' WHERE id = $1`,
      [request?.id],
    );
    await app.restart();
    const outcome = async () => (await requestsOf(stack, user))[0]?.outcome;
    await expect.poll(outcome).toBe("storage_unavailable");
  });

  const receiptheroId = await connect(context);
  expect(await connectionsOf(stack, user)).toMatchObject([{ receiptheroId, status: "ACTIVE" }]);
});

test("a server that is killed while the database stores a connection loses nothing of it", async ({
  openContext,
  stack,
}) => {
  const app = await stack.startAnotherApp();
  const context = await openContext({ baseURL: app.url });
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);

  const lock = await stack.database.lockConnections();
  const broken = expect(followRedirect(context, callback)).rejects.toThrow();
  await lock.untilStoringWaits();
  await app.kill();
  await broken;
  await lock.release();

  await expect.poll(() => connectionsOf(stack, user)).toMatchObject([{ status: "ACTIVE" }]);
  expect(await auditActionsOf(stack, user)).toEqual(["connection.connected"]);
  expect(await requestsOf(stack, user)).toMatchObject([{ outcome: "connected" }]);
});
