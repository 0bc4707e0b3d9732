import { expect } from "vitest";
import { countByHealth } from "@/lib/connections/health/count";
import { needsAttention } from "@/lib/overview/attention";
import type { Owner } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";
import { addOutgoingReceipt } from "@/test/outgoing-receipts";

const staff = someStaff();
let database: TestDatabase;
let user: Owner;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  user = await createOwner(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

test("attention lists the oldest five of each kind, and the number of failed notifications", async () => {
  expect(await needsAttention(staff)).toEqual({
    disconnecting: [],
    unauthorized: [],
    overdue: [],
    notifications: { failed: [], count: 0 },
    receiptsFailed: { items: [], count: 0 },
    receiptsInDoubt: { items: [], count: 0 },
    bulkAsked: { items: [], count: 0 },
  });
  const changes = {
    disconnecting: `status = 'DISCONNECTING', "revocationError" = 'status 503', "disconnectingSince"`,
    unauthorized: `"unauthorizedReason" = 'refused', "unauthorizedSince"`,
    overdue: `"overdueFrom"`,
  };
  const kinds = ["disconnecting", "unauthorized", "overdue"] as const;
  const ids: Record<(typeof kinds)[number], string[]> = { disconnecting: [], unauthorized: [], overdue: [] };
  for (const kind of kinds) {
    for (let hours = 1; hours <= 7; hours += 1) {
      const id = await addConnection(database, user.merchant.id, { label: `${kind} ${hours}` });
      await rows(
        `UPDATE "Connection" SET ${changes[kind]} = now() - $2 * interval '1 hour' WHERE "receiptheroId" = $1`,
        [id, hours],
      );
      ids[kind].unshift(id);
    }
  }
  await rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state, error, "firstReceivedAt")
     SELECT n, 'receipt_notification', CASE n WHEN 7 THEN $1 ELSE n::text END, '{}',
            (CASE WHEN n < 8 THEN 'FAILED' ELSE 'WAITING' END)::"NotificationState", 'boom', now() - n * interval '1 hour'
       FROM generate_series(1, 9) n`,
    [ids.overdue[0]],
  );

  const { notifications, receiptsFailed, receiptsInDoubt, bulkAsked, ...connections } = await needsAttention(staff);
  for (const kind of kinds) {
    expect(connections[kind].map(({ receiptheroId }) => receiptheroId)).toEqual(ids[kind].slice(0, 5));
    expect((await countByHealth(staff))[kind]).toBe(7);
  }
  expect(connections.disconnecting[0]).toMatchObject({
    label: "disconnecting 7",
    business: user.merchant.name,
    reason: "status 503",
    since: expect.any(Date),
  });
  expect(notifications.count).toBe(7);
  expect(notifications.failed.map(({ receiptheroId, business, label }) => [receiptheroId, business, label])).toEqual([
    [ids.overdue[0], user.merchant.name, "overdue 7"],
    ...["6", "5", "4", "3"].map((id) => [id, null, null]),
  ]);
  expect([receiptsFailed, receiptsInDoubt, bulkAsked]).toEqual([
    { items: [], count: 0 },
    { items: [], count: 0 },
    { items: [], count: 0 },
  ]);
});

test("attention lists the oldest outgoing receipts that failed or are in doubt, and their number", async () => {
  const about = { receiptheroId: "c", merchantId: user.merchant.id };
  const add = (state: "FAILED" | "IN_DOUBT" | "SENT", hours: number) =>
    addOutgoingReceipt(database, { ...about, state, createdAt: `now() - interval '${hours} hours'` });
  const failed = [];
  for (const hours of [1, 2, 3, 4, 5, 6]) failed.unshift(await add("FAILED", hours));
  const inDoubt = [await add("IN_DOUBT", 9)];
  await add("SENT", 10);
  const { receiptsFailed, receiptsInDoubt } = await needsAttention(staff);
  expect(receiptsFailed.items.map(({ id }) => id)).toEqual(failed.slice(0, 5));
  expect(receiptsInDoubt.items.map(({ id }) => id)).toEqual(inDoubt);
  expect([receiptsFailed.count, receiptsInDoubt.count]).toEqual([6, 1]);
  expect(receiptsFailed.items[0]).toMatchObject({ business: user.merchant.name, since: expect.any(Date) });
});
