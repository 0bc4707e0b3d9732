import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { authenticate } from "@/lib/api-keys/authenticate";
import { deleteExpired } from "@/lib/background/delete-expired";
import { unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { releaseDeadJobs } from "@/lib/jobs/release-dead-jobs";
import { startWorker } from "@/lib/jobs/worker";
import { acceptReceipt } from "@/lib/outgoing-receipts/accept";
import { markAsSent, sendAgain } from "@/lib/outgoing-receipts/decide";
import { recoverOutgoingReceipts } from "@/lib/outgoing-receipts/recover";
import { retryReceipts } from "@/lib/outgoing-receipts/retry";
import { sendOutgoingReceipt } from "@/lib/outgoing-receipts/send";
import { beginAttempt, endAttempt } from "@/lib/outgoing-receipts/status";
import { type Admin, type ApiKey, isPermitted, type Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import { connectWriter, startOver } from "@/test/connect";
import { dump, type TestDatabase } from "@/test/database";
import { deleteAsShown } from "@/test/delete-account";
import { addApiKey, createAdmin, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOfConnection, eventsOf } from "@/test/inspect";
import { addOutgoingReceipt, attemptsOf, heroJson, jobsOf, outgoingRow, sentTo } from "@/test/outgoing-receipts";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;
let admin: Admin;
let connection: string;
let key: ApiKey;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await startOver(database, sandbox);
  await database.client.query(`DELETE FROM "OutgoingReceipt"; DELETE FROM graphile_worker._private_jobs`);
  [user, admin] = [await createOwner(database), await createAdmin(database)];
  connection = await connectWriter(sandbox, user);
  const found = await authenticate(await addApiKey(database));
  if (found) key = found.key;
});

/** Accepts a receipt for the connection. */
async function accept(shop?: string): Promise<string> {
  if (!isPermitted(key, "receipts:write")) throw new Error("The key has every permission");
  const accepted = await acceptReceipt(key, randomUUID(), { receiptheroId: connection }, heroJson(shop));
  if (typeof accepted === "string") throw new Error(accepted);
  return accepted.id;
}

const fault = (name: string, more: object = {}) =>
  control(sandbox, "PUT", "/faults", { endpoint: "send", fault: name, ...more });
const noFaults = () => control(sandbox, "DELETE", "/faults");
const row = (id: string) => outgoingRow(database, id);
const stateOf = async (id: string) => (await row(id)).state;
const set = (assignments: string) => database.client.query(`UPDATE "OutgoingReceipt" SET ${assignments}`);

const tasks = {
  disconnect: async () => {},
  "send-disconnected-mail": async () => {},
  "bulk-disconnect": async () => {},
  "send-invitations": async () => {},
  "invitation-file": async () => {},
  "send-user-mails": async () => {},
  "bulk-reminder": async () => {},
  "send-receipt": ({ id }: { id: string }) => sendOutgoingReceipt(id),
  import: async () => {},
};

test("a receipt is stored sealed, sent once by a worker, and erased", async () => {
  const id = await accept("A shop of its own");
  expect(await row(id)).toMatchObject({ state: "QUEUED", receiptheroId: connection, merchantId: user.merchant.id });
  const stored = await dump(database);
  expect(stored).not.toContain("A shop of its own");

  const worker = await startWorker(tasks);
  await expect.poll(() => stateOf(id)).toBe("SENT");
  await worker.stop();
  expect(await row(id)).toMatchObject({ sealedBody: null, problem: null, attempts: 1 });
  expect(await attemptsOf(database, id)).toMatchObject([{ number: 1, status: 200, problem: null }]);
  expect(await sentTo(sandbox)).toEqual({ requests: 1, taken: 1, shops: ["A shop of its own"] });
  await sendOutgoingReceipt(id);
  expect(await sentTo(sandbox)).toMatchObject({ requests: 1 });
  expect(await eventsOf(database, connection)).toEqual(["connection.created", "receipt.sent"]);
});

test("a refused receipt is rejected with ReceiptHero's errors, and erased", async () => {
  await fault("rejected-list");
  const id = await accept();
  await sendOutgoingReceipt(id);
  expect(await row(id)).toMatchObject({ state: "REJECTED", problem: "refused", sealedBody: null });
  expect((await row(id)).errors).toEqual([
    { error: "rejected", description: "ReceiptHero does not want this receipt." },
    { error: "invalid_field", description: "receipt.merchant: unknown" },
  ]);
  expect(await eventsOf(database, connection)).toEqual(["connection.created", "receipt.rejected"]);
});

test.each([
  ["refused", "not_reached", null],
  ["429", "busy", 429],
  ["503", "unavailable", 503],
])(
  "with the fault %s a receipt is surely not taken, and is sent when the fault is over",
  async (name, problem, status) => {
    await fault(name);
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

test("a receipt that nobody took for a day has failed, and an admin retries it", async () => {
  await fault("503");
  const [id, other] = [await accept("Yksi"), await accept("Kaksi")];
  await set(`"triedSince" = now() - interval '1 day'`);
  for (const each of [id, other]) await sendOutgoingReceipt(each);
  expect(await row(id)).toMatchObject({ state: "FAILED", problem: "unavailable" });
  await noFaults();

  expect(await retryReceipts(admin, { ids: [id] })).toBe(1);
  expect(await retryReceipts(admin, { ids: [id] })).toBe(0);
  expect(await stateOf(other)).toBe("FAILED");
  expect(await retryReceipts(admin, { filter: { state: "failed", q: "another" } })).toBe(0);
  expect(await retryReceipts(admin, { filter: { state: "failed", q: connection } })).toBe(1);
  for (const each of [id, other]) await sendOutgoingReceipt(each);
  expect(await sentTo(sandbox)).toMatchObject({ taken: 2, shops: ["Kaksi", "Yksi"] });
  const { rows } = await database.client.query(
    `SELECT after FROM "AuditEvent" WHERE action = 'outgoing_receipts.retried' AND "actorId" = $1 ORDER BY id`,
    [admin.id],
  );
  expect(rows).toEqual([{ after: { count: 1, ids: [id] } }, { after: { count: 1, ids: [other] } }]);
});

test("a receipt whose answer is lost is in doubt, and is not sent again without an admin", async () => {
  await fault("dropped");
  const id = await accept();
  await sendOutgoingReceipt(id);
  expect(await row(id)).toMatchObject({ state: "IN_DOUBT", problem: "no_answer" });
  await recoverOutgoingReceipts();
  await sendOutgoingReceipt(id);
  expect(await retryReceipts(admin, { ids: [id] })).toBe(0);
  expect(await sentTo(sandbox)).toMatchObject({ requests: 1 });
});

test("an admin decides about a receipt in doubt, once, and the audit log says so", async () => {
  await fault("dropped");
  const [again, marked] = [await accept(), await accept()];
  for (const id of [again, marked]) await sendOutgoingReceipt(id);
  await noFaults();
  expect(await sendAgain(admin, again)).toBe(true);
  expect(await sendAgain(admin, again)).toBe(false);
  expect(await markAsSent(admin, marked)).toBe(true);
  expect(await markAsSent(admin, marked)).toBe(false);
  expect(await sendAgain(admin, marked)).toBe(false);
  await sendOutgoingReceipt(again);
  expect(await row(again)).toMatchObject({ state: "SENT", attempts: 2 });
  expect(await row(marked)).toMatchObject({ state: "SENT", attempts: 1, sealedBody: null, problem: null });
  expect((await auditOfConnection(database, connection)).slice(-2)).toEqual([
    "outgoing_receipt.sent_again",
    "outgoing_receipt.marked_as_sent",
  ]);
});

test("a server that dies while it sends leaves the receipt in doubt, and one that dies before leaves it queued", async () => {
  const [sending, queued] = [await accept("Sending"), await accept("Queued")];
  await db().$transaction((tx) => beginAttempt(tx, sending));
  // As after kill -9: both jobs are locked by a worker that no longer exists.
  await database.client.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '61 seconds', locked_by = 'dead', attempts = 1`,
  );
  await set(`"startedAt" = now() - interval '61 seconds'`);
  await releaseDeadJobs();
  await recoverOutgoingReceipts();
  expect(await row(sending)).toMatchObject({ state: "IN_DOUBT", problem: "interrupted" });
  const worker = await startWorker(tasks);
  await expect.poll(() => stateOf(queued), { timeout: 10_000 }).toBe("SENT");
  await worker.stop();
  expect(await sentTo(sandbox)).toMatchObject({ requests: 1, shops: ["Queued"] });
  // The server was only slow, and its answer comes too late.
  const late = await db().$transaction((tx) =>
    endAttempt(tx, { id: sending, number: 1 }, { state: "SENT", status: 200 }),
  );
  expect([late, await stateOf(sending)]).toEqual([false, "IN_DOUBT"]);
});

test("of two workers that have the same receipt one sends it", async () => {
  const id = await accept();
  await Promise.all([1, 2, 3, 4].map(() => sendOutgoingReceipt(id)));
  expect(await sentTo(sandbox)).toMatchObject({ requests: 1, taken: 1 });
});

test("a queued receipt whose job is gone gets another one, and no other does", async () => {
  const [gone, used, waiting] = [await accept(), await accept(), await accept()];
  await set(`"nextAttemptAt" = now() - interval '2 minutes'`);
  await database.client.query(`DELETE FROM graphile_worker._private_jobs WHERE key = $1`, [`send-receipt:${gone}`]);
  await database.client.query(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts WHERE key = $1`, [
    `send-receipt:${used}`,
  ]);
  const jobs = async () => {
    const query = `SELECT key FROM graphile_worker.jobs WHERE attempts < max_attempts AND created_at >= $1 ORDER BY key`;
    return (await database.client.query(query, [begun])).rows.map(({ key }) => key.replace("send-receipt:", ""));
  };
  const begun = (await database.client.query("SELECT now()")).rows[0].now;
  await recoverOutgoingReceipts();
  expect(await jobs()).toContain(gone);
  for (const id of [gone, used, waiting]) await sendOutgoingReceipt(id);
  expect(await sentTo(sandbox)).toMatchObject({ taken: 3 });
});

test.each([
  ["it was disconnected", `status = 'DISCONNECTING', "disconnectingSince" = now()`, "not_active"],
  ["its scope is gone", `scopes = '{receipt:read}'`, "scope_missing"],
])("a receipt is rejected and not sent when %s after it was accepted", async (_name, assignments, problem) => {
  const id = await accept();
  await database.client.query(`UPDATE "Connection" SET ${assignments} WHERE "receiptheroId" = $1`, [connection]);
  await sendOutgoingReceipt(id);
  expect(await row(id)).toMatchObject({ state: "REJECTED", problem, sealedBody: null, attempts: 0 });
  expect(await sentTo(sandbox)).toMatchObject({ requests: 0 });
});

test("a receipt is rejected when its connection moved to another business after it was accepted", async () => {
  const id = await accept();
  const other = await createOwner(database, "Toinen Oy");
  await database.client.query(`UPDATE "Connection" SET "merchantId" = $1 WHERE "receiptheroId" = $2`, [
    other.merchant.id,
    connection,
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

test("a receipt that failed or is in doubt is erased after a month, and cannot be sent again then", async () => {
  const [old, doubt, recent, queued] = [
    await addOutgoingReceipt(database, { state: "FAILED", createdAt: "now() - interval '30 days'" }),
    await addOutgoingReceipt(database, { state: "IN_DOUBT", createdAt: "now() - interval '30 days'" }),
    await addOutgoingReceipt(database, { state: "FAILED", createdAt: "now() - interval '29 days'" }),
    await addOutgoingReceipt(database, { createdAt: "now() - interval '31 days'" }),
  ];
  await deleteExpired();
  const stored = await Promise.all([old, doubt, recent, queued].map(async (id) => (await row(id)).sealedBody !== null));
  expect(stored).toEqual([false, false, true, true]);
  expect(await retryReceipts(admin, { ids: [old, recent] })).toBe(1);
  expect(await sendAgain(admin, doubt)).toBe(false);
  expect(await markAsSent(admin, doubt)).toBe(true);
});

test("when a business is deleted, its receipts that were not sent are erased", async () => {
  const about = { receiptheroId: connection, merchantId: user.merchant.id };
  const failed = await addOutgoingReceipt(database, { ...about, state: "FAILED" });
  const queued = await accept();
  const others = await addOutgoingReceipt(database, { state: "FAILED" });
  await deleteAsShown(user);
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
