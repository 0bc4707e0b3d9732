import { expect } from "vitest";
import { deleteExpired } from "@/lib/background/delete-expired";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { keepMonths } from "@/lib/notifications/bodies/months";
import { moveBodies } from "@/lib/notifications/bodies/move";
import { getNotification } from "@/lib/notifications/get";
import { processPending } from "@/lib/notifications/process";
import { settle } from "@/lib/notifications/state";
import { Prisma } from "@/prisma/generated/client";
import { addConnection, createOwner } from "@/test/factories";
import { announce, test as base, ready, receive } from "@/test/notifications";

const test = base
  /** The bodies that moved, each with the partition that has it. */
  .extend(
    "moved",
    ({ rows }) =>
      () =>
        rows(`SELECT tableoid::regclass::text AS partition, payload FROM "NotificationBody" ORDER BY 1`),
  )
  /** Lets every notification and body be so many months old. */
  .extend("age", ({ rows }) => async (months: number) => {
    for (const [table, column] of [
      ["Notification", "firstReceivedAt"],
      ["NotificationBody", "receivedAt"],
    ])
      await rows(`UPDATE "${table}" SET "${column}" = "${column}" - make_interval(months => $1)`, [months]);
  });

test.beforeEach(({ rows }) => rows(`TRUNCATE "NotificationBody"`));

/** The partition of the month that is so many months ago. */
const partition = (monthsAgo = 0) => {
  const now = new Date();
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - monthsAgo));
  return `"NotificationBody_${month.toISOString().slice(0, 7).replace("-", "_")}"`;
};

test("the body of a notification that was processed is in the table of its month, and still shown", async ({
  admin,
  connect,
  kept,
  moved,
}) => {
  const id = await connect();
  await ready(id, "r1", { more: "words" });
  await processPending();
  const [{ id: notificationId, payload }] = await kept();
  expect(payload).toEqual({});
  expect(await moved()).toMatchObject([{ partition: partition(), payload: { receipt_id: "r1", more: "words" } }]);
  expect((await getNotification(admin, notificationId))?.payload).toContain('"more": "words"');
});

test("a notification that waits keeps its body, and so does one that failed", async ({ rows, kept, moved, user }) => {
  expect(user.merchant.id).toBeDefined();
  await ready("a-stranger", "r1", { more: "words" });
  await processPending();
  await ready("a-stranger", "r2", { more: "words" });
  await rows(`UPDATE "Notification" SET state = 'FAILED', error = 'x' WHERE state = 'PENDING'`);
  await moveBodies();
  expect(await kept()).toMatchObject([{ payload: { more: "words" } }, { payload: { more: "words" } }]);
  expect(await moved()).toEqual([]);
});

test("two servers that settle a notification at once move its body once", async ({ connect, kept, moved }) => {
  const id = await connect();
  await ready(id, "r1");
  const [{ id: notificationId }] = await kept();
  const outcome = Prisma.sql`SELECT ${notificationId}::uuid AS id, 'stored' AS result`;
  await Promise.all(Array.from({ length: 8 }, () => settle(db(), outcome)));
  expect(await moved()).toHaveLength(1);
});

test("the sweep moves what a server of the release before has processed", async ({ rows, connect, kept, moved }) => {
  const id = await connect();
  for (const receipt of ["r1", "r2", "r3"]) await announce(id, receipt);
  await rows(`UPDATE "Notification" SET state = 'DONE', result = 'applied', "processedAt" = now()`);
  await Promise.all([moveBodies(), moveBodies()]);
  expect((await moved()).map(({ payload }) => payload.receipt_id).sort()).toEqual(["r1", "r2", "r3"]);
  expect((await kept()).map(({ payload }) => payload)).toEqual([{}, {}, {}]);
});

test("the sweep erases what was kept long enough, and moves it to no month", async ({ rows, connect, kept, moved }) => {
  const id = await connect();
  for (const receipt of ["r1", "r2"]) await announce(id, receipt);
  await rows(`UPDATE "Notification" SET state = 'DONE', result = 'applied', "processedAt" = now()`);
  await rows(
    `UPDATE "Notification" SET "firstReceivedAt" = now() - make_interval(days => $1) WHERE "receiptId" = 'r1'`,
    [env().NOTIFICATION_BODY_DAYS],
  );
  await moveBodies();
  expect((await moved()).map(({ payload }) => payload.receipt_id)).toEqual(["r2"]);
  expect((await kept()).map(({ payload }) => payload)).toEqual([{}, {}]);
});

test("old bodies without a month go, while somebody reads the table and no month can be dropped", async ({
  rows,
  moved,
  user,
}) => {
  expect(user.merchant.id).toBeDefined();
  await rows(`SELECT make_notification_month((now() - interval '9 months')::date)`);
  await rows(
    `INSERT INTO "NotificationBody" SELECT now() - interval '14 months', gen_random_uuid(), '{}' FROM generate_series(1, 2300)`,
  );
  await rows(`INSERT INTO "NotificationBody" VALUES (now() + interval '14 months', gen_random_uuid(), '{"a": 1}')`);
  await rows("BEGIN");
  await rows(`SELECT FROM "NotificationBody"`);
  expect(await deleteExpired()).toEqual([{ kind: "bodies without a month", rows: 2_300 }]);
  await expect(keepMonths()).rejects.toThrow(/lock timeout/);
  await rows("COMMIT");
  await keepMonths();
  expect(await moved()).toEqual([{ partition: '"NotificationBody_default"', payload: { a: 1 } }]);
  expect(await rows(`SELECT to_regclass($1)::text AS gone`, [partition(9)])).toEqual([{ gone: null }]);
});

test("a row whose month is missing is taken, and moves into the month once it is made", async ({
  rows,
  moved,
  user,
}) => {
  expect(user.merchant.id).toBeDefined();
  await rows(`DROP TABLE ${partition(-1)}`);
  await rows(`INSERT INTO "NotificationBody" VALUES (now() + interval '1 month', gen_random_uuid(), '{"a": 1}')`);
  expect(await moved()).toEqual([{ partition: '"NotificationBody_default"', payload: { a: 1 } }]);
  await Promise.all([keepMonths(), keepMonths(), keepMonths()]);
  expect(await moved()).toEqual([{ partition: partition(-1), payload: { a: 1 } }]);
});

test("a month is dropped when its last day is too old, with its bodies and nothing else", async ({
  rows,
  admin,
  connect,
  kept,
  moved,
  age,
}) => {
  const id = await connect();
  for (const month of [2, 5])
    await rows(`SELECT make_notification_month((now() - make_interval(months => ${month}))::date)`);
  await ready(id, "old");
  await processPending();
  await ready("a-stranger", "waits", { more: "words" });
  await processPending();
  await age(3);
  await ready(id, "newer");
  await processPending();
  await age(2);
  expect((await moved()).map(({ partition: name }) => name)).toEqual([partition(5), partition(2)].sort());

  await keepMonths();
  expect((await moved()).map(({ payload }) => payload.receipt_id)).toEqual(["newer"]);
  expect(await rows(`SELECT to_regclass($1)::text AS gone`, [partition(5)])).toEqual([{ gone: null }]);
  const shown = await Promise.all((await kept()).map(async ({ id: n }) => (await getNotification(admin, n))?.payload));
  expect(shown).toEqual(["{\n}", expect.stringContaining("words"), expect.stringContaining("newer")]);
});

test("an unknown type tells its event with the body that moves", async ({ rows, connect }) => {
  const id = await connect();
  await receive("news", id, null, { more: "words" });
  await processPending();
  expect(
    await rows(`SELECT data -> 'notification' ->> 'more' AS more FROM "Event" WHERE type = 'receipthero.notification'`),
  ).toEqual([{ more: "words" }]);
});

test.for(["deletes the business", "moves the connection"])(
  "a server of the release before that %s leaves no body that has moved",
  async (how, { database, rows, connect, user, moved }) => {
    const id = await connect();
    const { merchant: other } = await createOwner(database);
    const kept = await addConnection(database, other.id);
    for (const connection of [id, kept]) await ready(connection, `of ${connection}`);
    await processPending();
    expect(await moved()).toHaveLength(2);
    await (how === "deletes the business"
      ? rows(`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = $1`, [user.merchant.id])
      : rows(`UPDATE "Connection" SET "merchantId" = $1 WHERE "receiptheroId" = $2`, [other.id, id]));
    expect((await moved()).map(({ payload }) => payload.receipt_id)).toEqual([`of ${kept}`]);
  },
);
