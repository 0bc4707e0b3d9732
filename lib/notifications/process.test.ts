import { expect } from "vitest";
import { processPending } from "@/lib/notifications/process";
import { releaseAllWaiting } from "@/lib/notifications/state";
import { dump } from "@/test/database";
import { deleteAsShown } from "@/test/delete-account";
import { announce, ready, receive, revokeNotice, test } from "@/test/notifications";

test("a hundred deliveries at once are one notification, counted", async ({ receipts, kept, connect }) => {
  const id = await connect();
  await Promise.all(Array.from({ length: 100 }, () => ready(id, "r1")));
  await Promise.all([processPending(), processPending(), processPending()]);
  expect(await kept()).toMatchObject([{ deliveries: 100, state: "DONE" }]);
  await ready(id, "r1");
  await processPending();
  expect(await kept()).toMatchObject([{ deliveries: 101, state: "DONE" }]);
  expect(await receipts(id)).toHaveLength(1);
});

test("a notification about an unknown connection waits for it, and its metadata assigns it to nobody", async ({
  user,
  rows,
  receipts,
  kept,
  connect,
}) => {
  await connect();
  await ready("a-stranger", "r1", { partner_metadata: { merchant_id: user.merchant.id } });
  await revokeNotice("a-stranger");
  await processPending();
  expect((await kept()).map(({ state }) => state)).toEqual(["WAITING", "WAITING"]);

  const id = await connect({ account: "acc-mikko" });
  await rows(`UPDATE "Notification" SET "receiptheroId" = $1`, [id]);
  await releaseAllWaiting();
  await processPending();
  expect((await kept()).map(({ result }) => result).sort()).toEqual(["applied", "still_accepted"]);
  expect(await receipts(id)).toHaveLength(1);
});

test("however much waits for a connection, all of it is woken, and nothing else", async ({ rows, connect }) => {
  const id = await connect();
  await rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", "receiptId", payload, state)
     SELECT n, 'receipt_notification', CASE WHEN n % 5 = 0 THEN 'a-stranger' ELSE $1 END, n, '{}', 'WAITING'
       FROM generate_series(1, 3000) n`,
    [id],
  );
  await releaseAllWaiting();
  expect(
    await rows(`SELECT "receiptheroId" AS id, state, count(*)::int AS n FROM "Notification" GROUP BY 1, 2 ORDER BY n`),
  ).toEqual([
    { id: "a-stranger", state: "WAITING", n: 600 },
    { id, state: "PENDING", n: 2_400 },
  ]);
});

test("partner_metadata that differs is noted, and cleared when it differs no more", async ({ row, connect }) => {
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

test("a late notification brings nothing back of a merchant that was deleted", async ({
  database,
  user,
  row,
  receipts,
  kept,
  connect,
}) => {
  const id = await connect();
  await deleteAsShown(user);
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
