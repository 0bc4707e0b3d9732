import { beforeEach, expect } from "vitest";
import { unseal } from "@/lib/crypto/seal";
import { env } from "@/lib/env";
import { sendOutgoingReceipt } from "@/lib/outgoing-receipts/send";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import { dump, type TestDatabase } from "@/test/database";
import { deleteAsShown } from "@/test/delete-account";
import { createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { eventsOf } from "@/test/inspect";
import { startWorkerOf } from "@/test/jobs";
import { addOutgoingReceipt, attemptsOf, jobsOf, outgoingRow, sentTo } from "@/test/outgoing-receipts";
import { faultSending, startSending } from "@/test/sending";

let database: TestDatabase;
let sandbox: Sandbox;
let sending: Awaited<ReturnType<typeof startSending>>;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  sending = await startSending(database, sandbox);
});

const accept = (shop?: string) => sending.accept(shop);
const noFaults = () => control(sandbox, "DELETE", "/faults");
const row = (id: string) => outgoingRow(database, id);
const stateOf = async (id: string) => (await row(id)).state;

test("a receipt is stored sealed, sent once by a worker, and erased", async () => {
  const id = await accept("A shop of its own");
  expect(await row(id)).toMatchObject({
    state: "QUEUED",
    receiptheroId: sending.connection,
    merchantId: sending.user.merchant.id,
  });
  const stored = await dump(database);
  expect(stored).not.toContain("A shop of its own");

  const worker = await startWorkerOf({ "send-receipt": ({ id }) => sendOutgoingReceipt(id) });
  await expect.poll(() => stateOf(id)).toBe("SENT");
  await worker.stop();
  expect(await row(id)).toMatchObject({ sealedBody: null, problem: null, attempts: 1 });
  expect(await attemptsOf(database, id)).toMatchObject([{ number: 1, status: 200, problem: null }]);
  expect(await sentTo(sandbox)).toEqual({ requests: 1, taken: 1, shops: ["A shop of its own"] });
  await sendOutgoingReceipt(id);
  expect(await sentTo(sandbox)).toMatchObject({ requests: 1 });
  expect(await eventsOf(database, sending.connection)).toEqual(["connection.created", "receipt.sent"]);
});

test("a refused receipt is rejected with ReceiptHero's errors, and erased", async () => {
  await faultSending(sandbox, "rejected-list");
  const id = await accept();
  await sendOutgoingReceipt(id);
  expect(await row(id)).toMatchObject({ state: "REJECTED", problem: "refused", sealedBody: null });
  expect((await row(id)).errors).toEqual([
    { error: "rejected", description: "ReceiptHero does not want this receipt." },
    { error: "invalid_field", description: "receipt.merchant: unknown" },
  ]);
  expect(await eventsOf(database, sending.connection)).toEqual(["connection.created", "receipt.rejected"]);
});

test.each([
  ["refused", "not_reached", null],
  ["429", "busy", 429],
  ["503", "unavailable", 503],
])(
  "with the fault %s a receipt is surely not taken, and is sent when the fault is over",
  async (name, problem, status) => {
    await faultSending(sandbox, name);
    const id = await accept();
    await sendOutgoingReceipt(id);
    expect(await row(id)).toMatchObject({ state: "QUEUED", problem, attempts: 1 });
    expect(await jobsOf(database, id)).toEqual([5]);
    await noFaults();
    await sendOutgoingReceipt(id);
    expect(await stateOf(id)).toBe("SENT");
    expect(await attemptsOf(database, id)).toMatchObject([
      { number: 1, problem, status },
      { number: 2, problem: null, status: 200 },
    ]);
    expect(await sentTo(sandbox)).toMatchObject({ taken: 1 });
  },
);

test("of two workers that have the same receipt one sends it", async () => {
  const id = await accept();
  await Promise.all([1, 2, 3, 4].map(() => sendOutgoingReceipt(id)));
  expect(await sentTo(sandbox)).toMatchObject({ requests: 1, taken: 1 });
});

test.each([
  ["it was disconnected", `status = 'DISCONNECTING', "disconnectingSince" = now()`, "not_active"],
  ["its scope is gone", `scopes = '{receipt:read}'`, "scope_missing"],
])("a receipt is rejected and not sent when %s after it was accepted", async (_name, assignments, problem) => {
  const id = await accept();
  await database.client.query(`UPDATE "Connection" SET ${assignments} WHERE "receiptheroId" = $1`, [
    sending.connection,
  ]);
  await sendOutgoingReceipt(id);
  expect(await row(id)).toMatchObject({ state: "REJECTED", problem, sealedBody: null, attempts: 0 });
  expect(await sentTo(sandbox)).toMatchObject({ requests: 0 });
});

test("a receipt is rejected when its connection moved to another business after it was accepted", async () => {
  const id = await accept();
  const other = await createOwner(database, "Toinen Oy");
  await database.client.query(`UPDATE "Connection" SET "merchantId" = $1 WHERE "receiptheroId" = $2`, [
    other.merchant.id,
    sending.connection,
  ]);
  await sendOutgoingReceipt(id);
  expect(await row(id)).toMatchObject({ state: "REJECTED", problem: "connection_moved" });
});

test("a receipt waits while its server lacks a key: ReceiptHero's, or the one that it was sealed with", async () => {
  const id = await accept();
  const ours = { RECEIPTHERO_API_KEY: env().RECEIPTHERO_API_KEY, TOKEN_KEYS: env().TOKEN_KEYS };
  env().RECEIPTHERO_API_KEY = undefined;
  await sendOutgoingReceipt(id);
  Object.assign(env(), ours);
  expect(await row(id)).toMatchObject({ state: "QUEUED", problem: "api_key_missing", attempts: 0 });
  env().TOKEN_KEYS = [{ id: "other", key: Buffer.alloc(32) }];
  await sendOutgoingReceipt(id);
  Object.assign(env(), ours);
  expect(await row(id)).toMatchObject({ state: "QUEUED", problem: "unreadable", attempts: 0 });
  expect(await jobsOf(database, id)).toHaveLength(1);
  await sendOutgoingReceipt(id);
  expect(await stateOf(id)).toBe("SENT");
});

test("when a business is deleted, its receipts that were not sent are erased", async () => {
  const about = { receiptheroId: sending.connection, merchantId: sending.user.merchant.id };
  const failed = await addOutgoingReceipt(database, { ...about, state: "FAILED" });
  const queued = await accept();
  const others = await addOutgoingReceipt(database, { state: "FAILED" });
  await deleteAsShown(sending.user);
  await sendOutgoingReceipt(queued);
  expect(await row(failed)).toMatchObject({ state: "FAILED", sealedBody: null });
  expect(await row(queued)).toMatchObject({ state: "REJECTED", problem: "not_active", sealedBody: null });
  expect((await row(others)).sealedBody).not.toBeNull();
  expect(await sentTo(sandbox)).toMatchObject({ requests: 0 });
});

test("a sealed receipt opens in its own row only", async () => {
  const [one, two] = [await addOutgoingReceipt(database), await addOutgoingReceipt(database)];
  const { sealedBody } = await row(one);
  expect(() => unseal(sealedBody, `outgoing receipt ${two}`)).toThrow(expect.objectContaining({ code: "seal_broken" }));
  expect(JSON.parse(unseal(sealedBody, `outgoing receipt ${one}`))).toHaveProperty("receipt.merchant");
});
