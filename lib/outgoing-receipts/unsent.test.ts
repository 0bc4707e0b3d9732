import { beforeEach, expect } from "vitest";
import { deleteExpired } from "@/lib/background/delete-expired";
import { db } from "@/lib/db/client";
import { releaseDeadJobs } from "@/lib/jobs/release-dead-jobs";
import { markAsSent, sendAgain } from "@/lib/outgoing-receipts/decide";
import { recoverOutgoingReceipts } from "@/lib/outgoing-receipts/recover";
import { retryReceipts } from "@/lib/outgoing-receipts/retry";
import { sendOutgoingReceipt } from "@/lib/outgoing-receipts/send";
import { beginAttempt, endAttempt } from "@/lib/outgoing-receipts/status";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { auditOfConnection } from "@/test/inspect";
import { startWorkerOf } from "@/test/jobs";
import { addOutgoingReceipt, outgoingRow, sentTo } from "@/test/outgoing-receipts";
import { faultSending, startSending } from "@/test/sending";

// Receipts that were not sent, or perhaps not: they are retried, decided about, recovered and erased.

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
const set = (assignments: string) => database.client.query(`UPDATE "OutgoingReceipt" SET ${assignments}`);

test("a receipt that nobody took for a day has failed, and an admin retries it", async () => {
  await faultSending(sandbox, "503");
  const [id, other] = [await accept("Yksi"), await accept("Kaksi")];
  await set(`"triedSince" = now() - interval '1 day'`);
  for (const each of [id, other]) await sendOutgoingReceipt(each);
  expect(await row(id)).toMatchObject({ state: "FAILED", problem: "unavailable" });
  await noFaults();

  expect(await retryReceipts(sending.admin, { ids: [id] })).toBe(1);
  expect(await retryReceipts(sending.admin, { ids: [id] })).toBe(0);
  expect(await stateOf(other)).toBe("FAILED");
  expect(await retryReceipts(sending.admin, { filter: { state: "failed", q: "another" } })).toBe(0);
  expect(await retryReceipts(sending.admin, { filter: { state: "failed", q: sending.connection } })).toBe(1);
  for (const each of [id, other]) await sendOutgoingReceipt(each);
  expect(await sentTo(sandbox)).toMatchObject({ taken: 2, shops: ["Kaksi", "Yksi"] });
  const { rows } = await database.client.query(
    `SELECT after FROM "AuditEvent" WHERE action = 'outgoing_receipts.retried' AND "actorId" = $1 ORDER BY id`,
    [sending.admin.id],
  );
  expect(rows).toEqual([{ after: { count: 1, ids: [id] } }, { after: { count: 1, ids: [other] } }]);
});

test("a receipt whose answer is lost is in doubt, and is not sent again without an admin", async () => {
  await faultSending(sandbox, "dropped");
  const id = await accept();
  await sendOutgoingReceipt(id);
  expect(await row(id)).toMatchObject({ state: "IN_DOUBT", problem: "no_answer" });
  await recoverOutgoingReceipts();
  await sendOutgoingReceipt(id);
  expect(await retryReceipts(sending.admin, { ids: [id] })).toBe(0);
  expect(await sentTo(sandbox)).toMatchObject({ requests: 1 });
});

test("an admin decides about a receipt in doubt, once, and the audit log says so", async () => {
  await faultSending(sandbox, "dropped");
  const [again, marked] = [await accept(), await accept()];
  for (const id of [again, marked]) await sendOutgoingReceipt(id);
  await noFaults();
  expect(await sendAgain(sending.admin, again)).toBe(true);
  expect(await sendAgain(sending.admin, again)).toBe(false);
  expect(await markAsSent(sending.admin, marked)).toBe(true);
  expect(await markAsSent(sending.admin, marked)).toBe(false);
  expect(await sendAgain(sending.admin, marked)).toBe(false);
  await sendOutgoingReceipt(again);
  expect(await row(again)).toMatchObject({ state: "SENT", attempts: 2 });
  expect(await row(marked)).toMatchObject({ state: "SENT", attempts: 1, sealedBody: null, problem: null });
  expect((await auditOfConnection(database, sending.connection)).slice(-2)).toEqual([
    "outgoing_receipt.sent_again",
    "outgoing_receipt.marked_as_sent",
  ]);
});

test("a server that dies while it sends leaves the receipt in doubt, and one that dies before leaves it queued", async () => {
  const [begun, queued] = [await accept("Begun"), await accept("Queued")];
  await db().$transaction((tx) => beginAttempt(tx, begun));
  // As after kill -9: both jobs are locked by a worker that no longer exists.
  await database.client.query(
    `UPDATE graphile_worker._private_jobs SET locked_at = now() - interval '61 seconds', locked_by = 'dead', attempts = 1`,
  );
  await set(`"startedAt" = now() - interval '61 seconds'`);
  await releaseDeadJobs();
  await recoverOutgoingReceipts();
  expect(await row(begun)).toMatchObject({ state: "IN_DOUBT", problem: "interrupted" });
  const worker = await startWorkerOf({ "send-receipt": ({ id }) => sendOutgoingReceipt(id) });
  await expect.poll(() => stateOf(queued), { timeout: 10_000 }).toBe("SENT");
  await worker.stop();
  expect(await sentTo(sandbox)).toMatchObject({ requests: 1, shops: ["Queued"] });
  // The server was only slow, and its answer comes too late.
  const late = await db().$transaction((tx) =>
    endAttempt(tx, { id: begun, number: 1 }, { state: "SENT", status: 200 }),
  );
  expect([late, await stateOf(begun)]).toEqual([false, "IN_DOUBT"]);
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
  expect(await retryReceipts(sending.admin, { ids: [old, recent] })).toBe(1);
  expect(await sendAgain(sending.admin, doubt)).toBe(false);
  expect(await markAsSent(sending.admin, doubt)).toBe(true);
});
