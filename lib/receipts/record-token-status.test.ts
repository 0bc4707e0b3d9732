import { expect } from "vitest";
import { seal, unseal } from "@/lib/crypto/seal";
import { fetchReceipt } from "@/lib/receipthero/receipt/fetch";
import { fetchReceiptContent } from "@/lib/receipts/fetch-content";
import { fetchFile } from "@/lib/receipts/fetch-file";
import { fetchWithToken } from "@/lib/receipts/fetch-with-token";
import { control, revokeToken } from "@/sandbox/testing";
import { addWitness } from "@/test/connect";
import { connectionRow, eventsOf } from "@/test/inspect";
import { addReceipt, test as base, fetchedAt, makeReceipt, tokenEvents } from "@/test/receipts";

/** The connection's access token. */
const test = base.extend(
  "token",
  ({ row, id }) =>
    async () =>
      unseal((await row(id)).sealedToken, id),
);

test.for(["wrong-key", "dead-404"])(
  "a refusal that proves nothing (%s) is said, and leaves the connection as it was",
  async (fault, { database, sandbox, user, id, token }) => {
    await addWitness(database, sandbox);
    await makeReceipt(database, sandbox, id);
    if (fault === "dead-404") await revokeToken(sandbox, await token());
    await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    const code = fault === "wrong-key" ? "receipt_refused" : "receipt_gone";
    await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code });
    expect(await connectionRow(database, id)).toMatchObject({
      status: "ACTIVE",
      health: "healthy",
      unauthorizedSince: null,
    });
    expect(await tokenEvents(database, id)).toEqual([]);
  },
);

test("a refused token with no other connection to compare it with is not called dead", async ({
  database,
  sandbox,
  user,
  id,
  token,
}) => {
  await makeReceipt(database, sandbox, id);
  await revokeToken(sandbox, await token());
  await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_refused" });
  expect(await connectionRow(database, id)).toMatchObject({ status: "ACTIVE", health: "healthy" });
});

test.for(["401", "dead-403"])(
  "a dead token that has read a receipt and gets %s is known to be dead",
  async (fault, { database, sandbox, user, id, token }) => {
    await addWitness(database, sandbox);
    await makeReceipt(database, sandbox, id);
    await fetchReceiptContent(user, id, "r-1");
    await revokeToken(sandbox, await token());
    if (fault === "dead-403") await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_unauthorized" });
    expect(await connectionRow(database, id)).toMatchObject({
      status: "ACTIVE",
      health: "unauthorized",
      unauthorizedReason: "refused",
    });
  },
);

test("a token that never read and gets 403 is not called dead: ReceiptHero may have granted less", async ({
  database,
  sandbox,
  user,
  id,
  token,
}) => {
  await addWitness(database, sandbox);
  await makeReceipt(database, sandbox, id);
  await revokeToken(sandbox, await token());
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "dead-403" });
  await expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_refused" });
  expect(await connectionRow(database, id)).toMatchObject({ status: "ACTIVE", health: "healthy" });
});

test("a fetched receipt notes at most once an hour that the token was accepted", async ({
  database,
  sandbox,
  user,
  id,
  rows,
}) => {
  await makeReceipt(database, sandbox, id);
  const acceptedAt = async () => (await connectionRow(database, id)).tokenAcceptedAt;
  await fetchReceiptContent(user, id, "r-1");
  expect(await connectionRow(database, id)).toMatchObject({ readProven: true });
  const first = await acceptedAt();
  await fetchReceiptContent(user, id, "r-1");
  expect(await acceptedAt()).toEqual(first);
  await rows(`UPDATE "Connection" SET "tokenAcceptedAt" = now() - interval '2 hours' WHERE "receiptheroId" = $1`, [id]);
  await fetchReceiptContent(user, id, "r-1");
  expect((await acceptedAt()).getTime()).toBeGreaterThanOrEqual(first.getTime());
});

test("a refusal makes the connection unauthorized, and is noted once, however often it is met", async ({
  database,
  sandbox,
  user,
  id,
  token,
}) => {
  await addWitness(database, sandbox);
  await makeReceipt(database, sandbox, id);
  await revokeToken(sandbox, await token());
  await Promise.all(
    Array.from({ length: 5 }, () =>
      expect(fetchReceiptContent(user, id, "r-1")).rejects.toMatchObject({ code: "receipt_unauthorized" }),
    ),
  );
  const ailing = await connectionRow(database, id);
  expect(ailing).toMatchObject({
    status: "ACTIVE",
    health: "unauthorized",
    unauthorizedReason: "refused",
    unauthorizedSince: expect.any(Date),
  });
  const told = (await eventsOf(database, id)).filter((type) => type.startsWith("connection."));
  expect(told).toEqual(["connection.created", "connection.needs_reconnect"]);
  expect(await fetchedAt(database, id, "r-1")).toBeNull();

  await expect(fetchFile(user, id, "r-1", "pdf", AbortSignal.timeout(5_000))).rejects.toMatchObject({
    code: "receipt_unauthorized",
  });
  expect((await connectionRow(database, id)).unauthorizedSince).toEqual(ailing.unauthorizedSince);
  expect(await tokenEvents(database, id)).toEqual(["connection.unauthorized SYSTEM"]);
});

test("a receipt that ReceiptHero gives shows that all is well again", async ({ database, sandbox, user, id }) => {
  await makeReceipt(database, sandbox, id);
  await database.client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = now() - interval '1 day', "unauthorizedReason" = 'revocation_unclear'
      WHERE "receiptheroId" = $1`,
    [id],
  );
  await Promise.all([fetchReceiptContent(user, id, "r-1"), fetchReceiptContent(user, id, "r-1")]);
  expect(await connectionRow(database, id)).toMatchObject({
    health: "healthy",
    unauthorizedSince: null,
    unauthorizedReason: null,
  });
  expect(await tokenEvents(database, id)).toEqual(["connection.authorized SYSTEM"]);
});

test("a doubt that a refusal confirms is as old as it was, and no news", async ({
  database,
  sandbox,
  user,
  id,
  token,
}) => {
  await addWitness(database, sandbox);
  await makeReceipt(database, sandbox, id);
  await revokeToken(sandbox, await token());
  await database.client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = now() - interval '1 day', "unauthorizedReason" = 'revocation_unclear'
      WHERE "receiptheroId" = $1`,
    [id],
  );
  const { unauthorizedSince } = await connectionRow(database, id);
  await expect(fetchReceiptContent(user, id, "r-1")).rejects.toThrow();
  expect(await connectionRow(database, id)).toMatchObject({ unauthorizedSince, unauthorizedReason: "refused" });
  expect(await tokenEvents(database, id)).toEqual([]);
});

test("an answer to a replaced token says nothing about the new one", async ({ database, sandbox, user, id, token }) => {
  await addWitness(database, sandbox);
  await makeReceipt(database, sandbox, id);
  const replaceToken = () =>
    database.client.query(
      `UPDATE "Connection" SET "sealedToken" = $1, "grantNumber" = "grantNumber" + 1 WHERE "receiptheroId" = $2`,
      [seal("another token", id), id],
    );
  await revokeToken(sandbox, await token());
  const used = await token();
  await expect(
    fetchWithToken(user, id, "r-1", async (accessToken) => {
      expect(accessToken).toBe(used);
      await replaceToken();
      return fetchReceipt(accessToken, "r-1", AbortSignal.timeout(5_000));
    }),
  ).rejects.toMatchObject({ code: "receipt_unauthorized" });
  expect(await connectionRow(database, id)).toMatchObject({ health: "healthy", unauthorizedSince: null });

  await database.client.query(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = $1`,
    [id],
  );
  await fetchWithToken(user, id, "r-1", replaceToken);
  expect(await connectionRow(database, id)).toMatchObject({ health: "unauthorized" });
  expect(await tokenEvents(database, id)).toEqual([]);
});

test("an answer that is no refusal leaves the connection unchanged", async ({ database, sandbox, user, id }) => {
  await makeReceipt(database, sandbox, id);
  await addReceipt(database, id, "gone");
  await expect(fetchReceiptContent(user, id, "gone")).rejects.toMatchObject({ code: "receipt_gone" });
  for (const fault of ["500", "html", "redirect"]) {
    await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    await expect(fetchReceiptContent(user, id, "r-1")).rejects.toThrow();
  }
  expect(await connectionRow(database, id)).toMatchObject({ health: "healthy", unauthorizedSince: null });
  expect([await fetchedAt(database, id, "gone"), await fetchedAt(database, id, "r-1")]).toEqual([null, null]);
});
