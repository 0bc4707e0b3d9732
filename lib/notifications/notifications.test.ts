import { beforeEach, expect } from "vitest";
import { deleteAccount } from "@/lib/account/delete/delete";
import { beginDisconnecting } from "@/lib/connections/disconnect/begin";
import { refreshHealth } from "@/lib/connections/health";
import { db } from "@/lib/db/client";
import { processPending } from "@/lib/notifications/process";
import { receiveNotification } from "@/lib/notifications/receive";
import { releaseWaitingNotifications } from "@/lib/notifications/release-waiting";
import type { MerchantUser } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import { connect as connectInSandbox } from "@/test/connect";
import { createMerchantUser, dump, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let sandbox: Sandbox;
let user: MerchantUser;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
  await database.client.query(`DELETE FROM "Notification"`);
  // The tokens of earlier tests are dead, and must not be used for comparison.
  await database.client.query(`UPDATE "Connection" SET scopes = '{}'`);
  user = await createMerchantUser(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const row = async (id: string) => (await rows(`SELECT * FROM "Connection" WHERE "receiptheroId" = $1`, [id]))[0];
const receipts = (id: string) => rows(`SELECT * FROM "Receipt" WHERE "receiptheroId" = $1 ORDER BY "receiptId"`, [id]);
const kept = () => rows(`SELECT * FROM "Notification" ORDER BY "firstReceivedAt", type`);
const audited = async (id: string) =>
  (await rows(`SELECT action FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`, [id])).map(
    (event) => event.action,
  );
const connect = (fields: Record<string, string> = {}, reconnect?: string) =>
  connectInSandbox(sandbox, user, fields, reconnect);

type Body = Record<string, unknown>;

function receive(notification_type: string, receipthero_id: string, receipt_id: string | null = null, more: Body = {}) {
  const payload = JSON.stringify({ notification_type, receipthero_id, ...(receipt_id && { receipt_id }), ...more });
  return receiveNotification({
    type: notification_type,
    receiptheroId: receipthero_id,
    receiptId: receipt_id,
    payload,
    digest: "",
  });
}
const announce = (id: string, receipt: string, shop = "Kioski") =>
  receive("transaction_notification", id, receipt, { data: { merchant_name: shop } });
const ready = (id: string, receipt: string, more: Body = {}) => receive("receipt_notification", id, receipt, more);
const revokeNotice = (id: string) => receive("oauth_authorization_revoke", id);
/** The account holder disconnects at ReceiptHero, whose notification is lost: the test delivers its own. */
const disconnectAtReceiptHero = (id: string) =>
  control(sandbox, "POST", "/webhooks", { type: "oauth_authorization_revoke", receipthero_id: id });

test("a receipt is announced, then ready, in whichever order that comes", async () => {
  const id = await connect();
  await announce(id, "r1", "Kahvila Aamu");
  await processPending();
  expect(await receipts(id)).toMatchObject([
    { shopName: "Kahvila Aamu", announcedAt: expect.any(Date), readyAt: null },
  ]);
  await ready(id, "r1");
  await ready(id, "r2");
  await processPending();
  await announce(id, "r2");
  await processPending();
  expect(await receipts(id)).toMatchObject([
    { receiptId: "r1", shopName: "Kahvila Aamu", announcedAt: expect.any(Date), readyAt: expect.any(Date) },
    { receiptId: "r2", shopName: "Kioski", announcedAt: expect.any(Date), readyAt: expect.any(Date) },
  ]);
  expect((await row(id)).lastNotificationAt).toBeInstanceOf(Date);
  expect((await kept()).map(({ state, result }) => [state, result])).toEqual(Array(4).fill(["DONE", "applied"]));
});

test.each([
  ["", null],
  ["  ", null],
  ["Kioski\tHelsinki", null],
  ["\u202eiksoiK", null],
  ["\u3164", null],
  ["x".repeat(501), null],
  [7, null],
  [{ a: "b" }, null],
  ["x".repeat(500), "x".repeat(500)],
  ["Kahvila Ähtäri ☕", "Kahvila Ähtäri ☕"],
])("the shop's name %j becomes %j, and the receipt is there", async (merchant_name, shopName) => {
  const id = await connect();
  await receive("transaction_notification", id, "r1", { data: { merchant_name }, partner_metadata: [] });
  await processPending();
  expect(await receipts(id)).toMatchObject([{ receiptId: "r1", shopName, announcedAt: expect.any(Date) }]);
  expect(await kept()).toMatchObject([{ state: "DONE", result: "applied" }]);
});

test("a hundred deliveries at once are one notification, counted", async () => {
  const id = await connect();
  await Promise.all(Array.from({ length: 100 }, () => ready(id, "r1")));
  await Promise.all([processPending(), processPending(), processPending()]);
  expect(await kept()).toMatchObject([{ deliveries: 100, state: "DONE" }]);
  await ready(id, "r1");
  await processPending();
  expect(await kept()).toMatchObject([{ deliveries: 101, state: "DONE" }]);
  expect(await receipts(id)).toHaveLength(1);
});

test("a revocation ends the connection, erases the token and tells the merchant's users, once", async () => {
  const id = await connect();
  await disconnectAtReceiptHero(id);
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
  expect(await audited(id)).toEqual(["connection.connected", "connection.disconnected"]);
  expect(await kept()).toMatchObject([{ deliveries: 21, result: "disconnected" }]);
  expect(
    await rows(`SELECT key FROM graphile_worker.jobs WHERE key LIKE $1`, [`send-disconnected-mail:${id}%`]),
  ).toHaveLength(1);
});

/** Another merchant's connection, whose token shows how ReceiptHero answers a valid one. */
const addWitness = () => connect({ account: "acc-linnea" });

test.each(["wrong-key", "dead-404"])(
  "a revocation in doubt while ReceiptHero's answers prove nothing (%s) ends nothing and erases nothing",
  async (fault) => {
    await addWitness();
    const id = await connect();
    await connect();
    const { sealedToken } = await row(id);
    await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
    if (fault === "dead-404") await disconnectAtReceiptHero(id);
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
    await disconnectAtReceiptHero(id);
    await revokeNotice(id);
    await processPending();
    expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO", sealedToken: null });
  },
);

test("a revocation in doubt with no other connection to compare with ends nothing", async () => {
  const id = await connect();
  await connect();
  await disconnectAtReceiptHero(id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "ACTIVE", unauthorizedReason: "revocation_unclear" });
});

test("a dead token that ReceiptHero answers with 403 is not taken for a living one", async () => {
  await addWitness();
  const id = await connect();
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "scope-named" });
  await connect();
  await disconnectAtReceiptHero(id);
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault: "dead-403" });
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO" });
});

test("a late revocation does not end a living connection that was granted without receipt:read", async () => {
  await addWitness();
  const id = await connect();
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "fewer-scopes" });
  expect(await connect()).toBe(id);
  const { sealedToken } = await row(id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "ACTIVE", sealedToken, unauthorizedReason: "revocation_unclear" });
  expect(await kept()).toMatchObject([{ result: "unclear" }]);
});

test("a revocation that arrives after the merchant reconnected does not end the new authorization", async () => {
  await addWitness();
  const id = await connect();
  expect(await connect()).toBe(id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "ACTIVE", health: "healthy", grantNumber: 2 });
  expect(await kept()).toMatchObject([{ result: "still_accepted" }]);

  // The same notification again, and now it is true.
  await disconnectAtReceiptHero(id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO" });
  expect(await kept()).toMatchObject([{ deliveries: 2, result: "disconnected" }]);
});

test("the new authorization ends by a revocation of its own", async () => {
  await addWitness();
  const id = await connect();
  await connect();
  await disconnectAtReceiptHero(id);
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "RECEIPTHERO" });
});

test("one that arrived before the merchant reconnected, and is processed afterwards, concerns the former grant", async () => {
  const id = await connect();
  await revokeNotice(id);
  await connect();
  await processPending();
  expect(await row(id)).toMatchObject({ status: "ACTIVE" });
  expect(await kept()).toMatchObject([{ result: "superseded" }]);
});

test("when ReceiptHero cannot be asked about a revocation in doubt, it is tried again, and then left to the admins", async () => {
  await addWitness();
  const id = await connect();
  await connect();
  await disconnectAtReceiptHero(id);
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

test("a revocation while the merchant's own waits for ReceiptHero ends that", async () => {
  const id = await connect();
  const actor = { type: "USER", id: user.id } as const;
  await db().$transaction((tx) =>
    beginDisconnecting(tx, { receiptheroId: id, merchantId: user.merchant.id }, actor, "MERCHANT"),
  );
  await revokeNotice(id);
  await processPending();
  expect(await row(id)).toMatchObject({ status: "DISCONNECTED", disconnectedBy: "MERCHANT", sealedToken: null });
  expect(await audited(id)).toEqual(["connection.connected", "connection.disconnecting", "connection.disconnected"]);
});

test("a notification about an unknown connection waits for it, and its metadata assigns it to nobody", async () => {
  await connect();
  await ready("a-stranger", "r1", { partner_metadata: { merchant_id: user.merchant.id } });
  await revokeNotice("a-stranger");
  await processPending();
  expect((await kept()).map(({ state }) => state)).toEqual(["WAITING", "WAITING"]);

  const id = await connect({ account: "acc-mikko" });
  await rows(`UPDATE "Notification" SET "receiptheroId" = $1`, [id]);
  await releaseWaitingNotifications();
  await processPending();
  expect((await kept()).map(({ result }) => result).sort()).toEqual(["applied", "still_accepted"]);
  expect(await receipts(id)).toHaveLength(1);
});

test("however much waits for a connection, all of it is woken, and nothing else", async () => {
  const id = await connect();
  await rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", "receiptId", payload, state)
     SELECT n, 'receipt_notification', CASE WHEN n % 5 = 0 THEN 'a-stranger' ELSE $1 END, n, '{}', 'WAITING'
       FROM generate_series(1, 3000) n`,
    [id],
  );
  await releaseWaitingNotifications();
  expect(
    await rows(`SELECT "receiptheroId" AS id, state, count(*)::int AS n FROM "Notification" GROUP BY 1, 2 ORDER BY n`),
  ).toEqual([
    { id: "a-stranger", state: "WAITING", n: 600 },
    { id, state: "PENDING", n: 2_400 },
  ]);
});

test("partner_metadata that differs is noted, and cleared when it differs no more", async () => {
  const id = await connect();
  const { partnerMetadata } = await row(id);
  await ready(id, "r1", { partner_metadata: { ...partnerMetadata, branch: "Kamppi" } });
  await processPending();
  expect(await row(id)).toMatchObject({ partnerMetadata, reportedMetadata: { ...partnerMetadata, branch: "Kamppi" } });
  await ready(id, "r2", { partner_metadata: partnerMetadata });
  await ready(id, "r3");
  await processPending();
  expect(await row(id)).toMatchObject({ reportedMetadata: null, reportedAt: null });
});

test("a late notification brings nothing back of a merchant that was deleted", async () => {
  const id = await connect();
  await deleteAccount(user, user.merchant.name);
  const secret = "note of a deleted merchant";
  await announce(id, "r1", secret);
  await ready(id, "r2", { partner_metadata: { note: secret } });
  await receive("oauth_authorization_revoke", id, null, { partner_metadata: { note: secret } });
  await processPending();
  const left = (await kept()).map(({ payload, result }) => ({ payload, result }));
  expect(left).toContainEqual({ payload: {}, result: "disconnected" });
  expect(left.filter(({ result }) => result === "erased")).toEqual(Array(2).fill({ payload: {}, result: "erased" }));
  expect(await dump(database)).not.toContain(secret);
  expect(await receipts(id)).toEqual([]);
  expect(await row(id)).toMatchObject({ reportedMetadata: null });
});

/** Adds ready receipts that arrived this many hours ago. */
async function receiptsAt(id: string, hours: number[]): Promise<void> {
  for (const index of hours.keys()) await ready(id, `r${index}`);
  await rows(
    `UPDATE "Notification" SET "firstReceivedAt" = now() - make_interval(hours => ($1::int[])[substr("receiptId", 2)::int + 1])`,
    [hours],
  );
  await processPending();
}

test("silence that lasts longer than usual makes a connection quiet, until the next receipt", async () => {
  const id = await connect();
  await receiptsAt(id, [200, 160, 140, 120, 100]);
  // The typical interval is 20 hours, and the last receipt is 100 hours old: more than four intervals and more than
  // three days.
  expect(await row(id)).toMatchObject({ typicalInterval: 20 * 3600, health: "quiet" });
  await ready(id, "now");
  await processPending();
  expect(await row(id)).toMatchObject({ health: "healthy" });
});

test.each([
  ["four receipts, which tell no pace", [100, 98, 96, 94], "healthy"],
  ["a silence shorter than three days", [75, 74, 73, 72, 71], "healthy"],
  ["a silence shorter than four times the usual", [600, 500, 400, 300, 200], "healthy"],
  ["a pace that only the last 30 days tell", [2000, 1999, 1998, 1997, 100], "healthy"],
  ["a long silence", [104, 103, 102, 101, 100], "quiet"],
])("%s", async (_, hours, health) => {
  const id = await connect();
  await receiptsAt(id, hours);
  expect(await row(id)).toMatchObject({ health });
});

test("an announced receipt that is not ready in time makes a connection overdue, until it is ready or 30 days have passed", async () => {
  const id = await connect();
  await announce(id, "r1");
  await processPending();
  expect(await row(id)).toMatchObject({ health: "healthy" });
  const since = async (hours: number) => {
    await rows(
      `UPDATE "Receipt" SET "announcedAt" = now() - make_interval(hours => $1::int), "dueAt" = now() - make_interval(hours => $1::int - 24)`,
      [hours],
    );
    await rows(
      `UPDATE "Connection" SET "overdueFrom" = (SELECT min("dueAt") FROM "Receipt" WHERE "receiptheroId" = $1) WHERE "receiptheroId" = $1`,
      [id],
    );
  };
  await since(25);
  expect(await row(id)).toMatchObject({ health: "overdue" });

  await since(31 * 24 + 24);
  await refreshHealth();
  expect(await row(id)).toMatchObject({ health: "healthy", overdueFrom: null });

  await since(25);
  await ready(id, "r1");
  await processPending();
  expect(await row(id)).toMatchObject({ health: "healthy", overdueFrom: null });
});

test("the sweep notices changes that only time causes", async () => {
  const ids = [await connect(), await connect({ account: "acc-mikko" })];
  const soon = (column: string, id: string | undefined) =>
    rows(`UPDATE "Connection" SET "${column}" = now() + interval '1 second' WHERE "receiptheroId" = $1`, [id]);
  await soon("quietFrom", ids[0]);
  await soon("overdueFrom", ids[1]);
  const healths = async () => {
    await refreshHealth();
    return rows(`SELECT health FROM "Connection" WHERE "receiptheroId" = ANY ($1) ORDER BY "quietFrom"`, [ids]);
  };
  expect(await healths()).toEqual([{ health: "healthy" }, { health: "healthy" }]);
  await expect.poll(healths).toEqual([{ health: "quiet" }, { health: "overdue" }]);
});
