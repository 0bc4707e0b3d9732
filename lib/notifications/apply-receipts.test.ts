import { beforeEach, expect } from "vitest";
import { processPending } from "@/lib/notifications/process";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { connect as connectInSandbox, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { connectionRow } from "@/test/inspect";
import { announce, ready, receive } from "@/test/notifications";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  await startOver(database, sandbox);
  await database.client.query(`DELETE FROM "Notification"`);
  user = await createOwner(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const row = (id: string) => connectionRow(database, id);
const receipts = (id: string) => rows(`SELECT * FROM "Receipt" WHERE "receiptheroId" = $1 ORDER BY "receiptId"`, [id]);
const kept = () => rows(`SELECT * FROM "Notification" ORDER BY "firstReceivedAt", type`);
const connect = () => connectInSandbox(sandbox, user);

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
