import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { storeInBatch } from "@/lib/notifications/receive/store";
import type { ReceivedNotification } from "@/lib/receipthero/notification";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

let database: TestDatabase;
test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
test.beforeEach(async () => {
  await database.client.query(`DELETE FROM "Notification"`);
});

function notification(receiptId: string, changes: Partial<ReceivedNotification> = {}): ReceivedNotification {
  return {
    type: "receipt_notification",
    receiptheroId: "a-connection",
    receiptId,
    payload: `{"receipt_id":"${receiptId}"}`,
    digest: randomUUID(),
    ...changes,
  };
}

/** The rows, and how many transactions wrote them. */
async function stored() {
  const { rows } = await database.client.query<{ receiptId: string; deliveries: number; transaction: string }>(
    `SELECT "receiptId", deliveries, xmin::text AS transaction FROM "Notification" ORDER BY 1`,
  );
  return { rows, transactions: new Set(rows.map(({ transaction }) => transaction)).size };
}

test("notifications that arrive together are committed together, each with its own body", async () => {
  const ids = Array.from({ length: 50 }, (_, i) => `r-${100 + i}`);
  const results = await Promise.all(ids.map((id) => storeInBatch(notification(id))));
  expect(results).toEqual(Array(50).fill(true));
  const { rows, transactions } = await stored();
  expect(rows.map(({ receiptId }) => receiptId)).toEqual(ids);
  expect(transactions).toBe(1);
  const bodies = await database.client.query(`SELECT payload->>'receipt_id' AS id FROM "Notification" ORDER BY 1`);
  expect(bodies.rows.map(({ id }) => id)).toEqual(ids);
});

test("a repetition within a batch counts, and is no second notification", async () => {
  const results = await Promise.all([1, 2, 3].map(() => storeInBatch(notification("same", { receiptId: null }))));
  expect(results).toEqual([true, true, true]);
  expect((await stored()).rows).toMatchObject([{ receiptId: null, deliveries: 3 }]);
});

test("a body that PostgreSQL refuses costs the others of its batch nothing", async () => {
  const ids = ["a", "b", "c"];
  const good = ids.map((id) => storeInBatch(notification(id)));
  const bad = storeInBatch(notification("bad", { payload: String.raw`{"a":"\u0000"}` }));
  expect(await Promise.all(good)).toEqual([true, true, true]);
  expect(await bad).toBe(false);
  expect((await stored()).rows.map(({ receiptId, deliveries }) => [receiptId, deliveries])).toEqual(
    ids.map((id) => [id, 1]),
  );
});

test("a batch that waits for a lock delays no later one", async () => {
  await storeInBatch(notification("locked"));
  const holder = database.client;
  await holder.query(`BEGIN; SELECT FROM "Notification" FOR UPDATE`);
  try {
    const waiting = ["locked", "locked"].map(async (id) => {
      await new Promise(setImmediate);
      return storeInBatch(notification(id));
    });
    const later = Promise.all(["x", "y", "z"].map((id) => storeInBatch(notification(id))));
    const gathered = Promise.all(Array.from({ length: 100 }, (_, i) => storeInBatch(notification(`many-${i}`))));
    expect(await Promise.race([later, Promise.all(waiting)])).toEqual([true, true, true]);
    expect(await gathered).toEqual(Array(100).fill(true));
    await holder.query("COMMIT");
    expect(await Promise.all(waiting)).toEqual([true, true]);
  } finally {
    await holder.query("ROLLBACK");
  }
});
