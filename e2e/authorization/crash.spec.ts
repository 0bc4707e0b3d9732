import { authorize, connect, followRedirect } from "../fixtures/connect-over-http.ts";
import { auditActionsOf, connectionsOf, requestsOf } from "../fixtures/db-queries.ts";
import { signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

test("a server that is killed between exchange and storing leaves nothing half", async ({ openContext, stack }) => {
  const app = await stack.startAnotherApp();
  const context = await openContext({ baseURL: app.url });
  const user = await signUpDirectly(context, stack);
  const callback = await authorize(context);

  await test.step("kill -9 while the connection waits to be stored", async () => {
    const lock = await stack.database.lockConnections();
    const broken = expect(followRedirect(context, callback)).rejects.toThrow();
    // The sweep may wait for the lock as well, and earlier.
    await expect.poll(async () => (await stack.sandbox.state()).codes).toMatchObject([{ used: true }]);
    await lock.untilSomeoneWaits();
    await app.kill();
    await broken;
    await lock.release();
    const lockHolders = () =>
      stack.database.rows(
        `SELECT 1 FROM pg_locks WHERE relation = '"Connection"'::regclass AND mode LIKE 'RowExclusive%'`,
      );
    await expect.poll(lockHolders).toEqual([]);
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
