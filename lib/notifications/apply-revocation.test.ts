import { expect } from "vitest";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import { db } from "@/lib/db/client";
import { processPending } from "@/lib/notifications/process";
import { control } from "@/sandbox/testing";
import { addWitness } from "@/test/connect";
import { auditOfConnection } from "@/test/inspect";
import { disconnectAtReceiptHero, revokeNotice, test } from "@/test/notifications";

test("a revocation ends the connection, erases the token and tells the merchant's users, once", async ({
  database,
  sandbox,
  rows,
  row,
  kept,
  connect,
}) => {
  const id = await connect();
  await disconnectAtReceiptHero(sandbox, id);
  await Promise.all(Array.from({ length: 20 }, () => revokeNotice(id)));
  await Promise.all([processPending(), processPending()]);
  await revokeNotice(id);
  await processPending();

  expect(await row(id)).toMatchObject({
    status: "DISCONNECTED",
    disconnectedBy: "RECEIPTHERO",
    sealedToken: null,
    health: "disconnected",
  });
  expect(await auditOfConnection(database, id)).toEqual(["connection.connected", "connection.disconnected"]);
  expect(await kept()).toMatchObject([{ deliveries: 21, result: "disconnected" }]);
  expect(
    await rows(`SELECT key FROM graphile_worker.jobs WHERE key LIKE $1`, [`send-disconnected-mail:${id}%`]),
  ).toHaveLength(1);
});

test.for(["wrong-key", "dead-404"])(
  "a revocation in doubt while ReceiptHero's answers prove nothing (%s) ends nothing and erases nothing",
  async (fault, { database, sandbox, row, kept, connect }) => {
    await addWitness(database, sandbox);
    const id = await connect();
    await connect();
    const { sealedToken } = await row(id);
    await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    if (fault === "dead-404") await disconnectAtReceiptHero(sandbox, id);
    await revokeNotice(id);
    await processPending();
    expect(await row(id)).toMatchObject({
      status: "ACTIVE",
      sealedToken,
      health: "unauthorized",
      unauthorizedReason: "revocation_unclear",
    });
    expect(await kept()).toMatchObject([{ state: "DONE", result: "unclear" }]);

    // Delivered again once ReceiptHero's answers are clear, it is checked again.
    await control(sandbox, "DELETE", "/faults");
    await disconnectAtReceiptHero(sandbox, id);
    await revokeNotice(id);
    await processPending();
    expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO", sealedToken: null });
  },
);

test("a revocation in doubt with no other connection to compare with ends nothing", async ({
  sandbox,
  row,
  connect,
}) => {
  const id = await connect();
  await connect();
  await disconnectAtReceiptHero(sandbox, id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "ACTIVE", unauthorizedReason: "revocation_unclear" });
});

test("a dead token that ReceiptHero answers with 403 is not taken for a living one", async ({
  database,
  sandbox,
  row,
  connect,
}) => {
  await addWitness(database, sandbox);
  const id = await connect();
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "scope-named" });
  await connect();
  await disconnectAtReceiptHero(sandbox, id);
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "dead-403" });
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO" });
});

test("a late revocation does not end a living connection that was granted without receipt:read", async ({
  database,
  sandbox,
  row,
  kept,
  connect,
}) => {
  await addWitness(database, sandbox);
  const id = await connect();
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "fewer-scopes" });
  expect(await connect()).toBe(id);
  const { sealedToken } = await row(id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "ACTIVE", sealedToken, unauthorizedReason: "revocation_unclear" });
  expect(await kept()).toMatchObject([{ result: "unclear" }]);
});

test("a revocation that arrives after the merchant reconnected does not end the new authorization", async ({
  database,
  sandbox,
  row,
  kept,
  connect,
}) => {
  await addWitness(database, sandbox);
  const id = await connect();
  expect(await connect()).toBe(id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "ACTIVE", health: "healthy", grantNumber: 2 });
  expect(await kept()).toMatchObject([{ result: "still_accepted" }]);

  // The same notification again, and now it is true.
  await disconnectAtReceiptHero(sandbox, id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO" });
  expect(await kept()).toMatchObject([{ deliveries: 2, result: "disconnected" }]);
});

test("the new authorization ends by a revocation of its own", async ({ database, sandbox, row, connect }) => {
  await addWitness(database, sandbox);
  const id = await connect();
  await connect();
  await disconnectAtReceiptHero(sandbox, id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO" });
});

test("one that arrived before the merchant reconnected, and is processed afterwards, concerns the former grant", async ({
  row,
  kept,
  connect,
}) => {
  const id = await connect();
  await revokeNotice(id);
  await connect();
  await processPending();
  expect(await row(id)).toMatchObject({ status: "ACTIVE" });
  expect(await kept()).toMatchObject([{ result: "superseded" }]);
});

test("when ReceiptHero cannot be asked about a revocation in doubt, it is tried again, and then left to the admins", async ({
  database,
  sandbox,
  rows,
  row,
  kept,
  connect,
}) => {
  await addWitness(database, sandbox);
  const id = await connect();
  await connect();
  await disconnectAtReceiptHero(sandbox, id);
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "503" });
  await revokeNotice(id);
  await processPending();
  expect(await kept()).toMatchObject([{ state: "PENDING", attempts: 1, error: expect.stringContaining("503") }]);
  expect(await row(id)).toMatchObject({ status: "ACTIVE" });

  await rows(`UPDATE "Notification" SET attempts = 9, "retryAt" = now()`);
  await processPending();
  expect(await kept()).toMatchObject([{ state: "FAILED", attempts: 10 }]);

  await control(sandbox, "DELETE", "/faults");
  await rows(`UPDATE "Notification" SET state = 'PENDING', "retryAt" = now()`);
  await processPending();
  expect(await kept()).toMatchObject([{ state: "DONE", result: "disconnected", error: null }]);
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED" });
});

test("a revocation while the merchant's own waits for ReceiptHero ends that", async ({
  database,
  user,
  row,
  connect,
}) => {
  const id = await connect();
  const actor = { type: "USER", id: user.id } as const;
  await db().$transaction((tx) =>
    beginDisconnecting(tx, { receiptheroId: id, merchantId: user.merchant.id }, actor, "MERCHANT"),
  );
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "MERCHANT", sealedToken: null });
  expect(await auditOfConnection(database, id)).toEqual([
    "connection.connected",
    "connection.disconnecting",
    "connection.disconnected",
  ]);
});
