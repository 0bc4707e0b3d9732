import { beforeEach, expect, vi } from "vitest";
import { countUnfinished } from "@/lib/notifications/count";
import { processSoon } from "@/lib/notifications/process";
import { retryNotifications } from "@/lib/notifications/retry";
import type { Admin } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { addNotifications, EVERYTHING, STATES } from "@/test/notifications";

// Processing has its own tests. Here it must change nothing.
vi.mock("@/lib/notifications/process", () => ({ processSoon: vi.fn() }));

let database: TestDatabase;
let admin: Admin;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  await database.client.query(`TRUNCATE "Notification"`);
  admin = await createAdmin(database);
  vi.mocked(processSoon).mockClear();
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

/** Rows of each state about two connections, with all columns except those that a retry may change. */
async function failedAmongOthers() {
  await addNotifications(
    database,
    ["here", "there"].flatMap((connection) =>
      STATES.map((state, minutes) => ({ type: "receipt_notification", connection, receipt: "r", state, minutes })),
    ),
  );
  const others = () => rows(`SELECT n::text, xmin::text FROM "Notification" n WHERE error IS NULL ORDER BY id`);
  const failed = () =>
    rows(
      `SELECT id, "receiptheroId" AS connection, state, attempts, error, "retryAt" <= now() AS due FROM "Notification"
        WHERE error IS NOT NULL ORDER BY "receiptheroId"`,
    );
  const audited = () => rows(`SELECT action, after FROM "AuditEvent" WHERE "actorId" = $1`, [admin.id]);
  return { before: await others(), others, failed, audited };
}
const RELEASED = { state: "PENDING", attempts: 0, error: "ReceiptHero responded with 503", due: true };
const STILL = { state: "FAILED", attempts: 10 };

test("one that failed is retried, and a second retry does nothing", async () => {
  const { before, others, failed, audited } = await failedAmongOthers();
  const [here] = await failed();
  expect(await retryNotifications(admin, { ids: [here.id] })).toBe(1);
  expect(await failed()).toMatchObject([RELEASED, STILL]);
  expect(await audited()).toEqual([{ action: "notifications.retried", after: { count: 1 } }]);
  expect(processSoon).toHaveBeenCalledOnce();

  expect(await retryNotifications(admin, { ids: [here.id] })).toBe(0);
  expect(await audited()).toHaveLength(1);
  expect(processSoon).toHaveBeenCalledOnce();
  expect(await others()).toEqual(before);
});

test("of those that are ticked, only those that failed are retried", async () => {
  const { before, others, failed, audited } = await failedAmongOthers();
  const ids = (await rows(`SELECT id FROM "Notification"`)).map(({ id }) => id);
  expect(await retryNotifications(admin, { ids })).toBe(2);
  expect(await failed()).toMatchObject([RELEASED, RELEASED]);
  expect(await audited()).toMatchObject([{ after: { count: 2 } }]);
  expect(await others()).toEqual(before);
});

test("of all that match a filter, only those that failed are retried", async () => {
  const { before, others, failed } = await failedAmongOthers();
  expect(await retryNotifications(admin, { filter: { ...EVERYTHING, q: "here" } })).toBe(1);
  expect(await failed()).toMatchObject([RELEASED, STILL]);
  expect(await retryNotifications(admin, { filter: { ...EVERYTHING, to: "2026-02-28" } })).toBe(0);
  expect(await failed()).toMatchObject([RELEASED, STILL]);
  expect(await retryNotifications(admin, { filter: EVERYTHING })).toBe(1);
  expect(await others()).toEqual(before);
});

test("any number of them is retried", async () => {
  await rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state, error)
     SELECT g, 'new', 'c', '{}', 'FAILED', 'reason' FROM generate_series(1, 5001) g`,
  );
  expect(await retryNotifications(admin, { filter: { ...EVERYTHING, state: "FAILED" } })).toBe(5001);
  expect(await countUnfinished(admin)).toMatchObject({ FAILED: 0 });
  expect(processSoon).toHaveBeenCalledOnce();
});
