import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { findViewer, findViewerOfConnection } from "@/lib/auth/members/find-viewer";
import { deleteExpired } from "@/lib/background/delete-expired";
import { db } from "@/lib/db/client";
import { eraseMerchant } from "@/lib/merchants/erase";
import { endMerchantView } from "@/lib/merchants/views/end";
import { listMerchantViews, viewEventsOf } from "@/lib/merchants/views/list";
import { startMerchantView } from "@/lib/merchants/views/start";
import { isMember, isOwner, isReader, isStaffViewer, type Owner, type Staff } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner, createStaff, joinMerchant, viewing } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let owner: Owner;
let staff: Staff;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  owner = await createOwner(database);
  staff = await createStaff(database);
});

const rows = async () =>
  (
    await database.client.query(
      `SELECT "merchantId", round(extract(epoch FROM "expiresAt" - "startedAt") / 60) AS minutes FROM "MerchantView"
        WHERE "sessionId" = $1`,
      [staff.sessionId],
    )
  ).rows;
const events = async () =>
  (
    await database.client.query(
      `SELECT action, "actorId" FROM "AuditEvent" WHERE "merchantId" = $1 AND action LIKE 'merchant.view%' ORDER BY id`,
      [owner.merchant.id],
    )
  ).rows;
const expire = () =>
  database.client.query(`UPDATE "MerchantView" SET "expiresAt" = now() WHERE "sessionId" = $1`, [staff.sessionId]);

test("a view belongs to the session that began it, lasts half an hour, and is in the merchant's history", async () => {
  await startMerchantView(staff, owner.merchant.id);
  expect(await rows()).toEqual([{ merchantId: owner.merchant.id, minutes: "30" }]);
  expect(await events()).toEqual([{ action: "merchant.view_started", actorId: staff.id }]);
  expect(await listMerchantViews(owner)).toEqual([
    { id: expect.any(String), startedAt: expect.any(Date), endedAt: null },
  ]);

  expect(await endMerchantView(staff)).toBe(owner.merchant.id);
  expect(await rows()).toEqual([]);
  expect(await endMerchantView(staff)).toBeNull();
  expect(await events()).toMatchObject([{ action: "merchant.view_started" }, { action: "merchant.view_ended" }]);
  expect(await listMerchantViews(owner)).toMatchObject([{ endedAt: expect.any(Date) }]);
  expect(await listMerchantViews(await createOwner(database))).toEqual([]);
});

test("a session views one merchant at a time, however often the button is pressed at once", async () => {
  const other = await createOwner(database, "Another business");
  await startMerchantView(staff, owner.merchant.id);
  await startMerchantView(staff, other.merchant.id);
  expect(await rows()).toMatchObject([{ merchantId: other.merchant.id }]);
  expect(await listMerchantViews(owner)).toMatchObject([{ endedAt: expect.any(Date) }]);

  await Promise.all(Array.from({ length: 5 }, () => startMerchantView(staff, owner.merchant.id)));
  expect(await rows()).toHaveLength(1);
  const open = (await listMerchantViews(owner)).filter(({ endedAt }) => endedAt === null);
  expect(open).toHaveLength(1);
});

test("a view goes with its session, with its merchant, and with the sweep after its time", async () => {
  await startMerchantView(staff, owner.merchant.id);
  await expire();
  expect(await endMerchantView(staff), "a view whose time is over leads back").toBe(owner.merchant.id);
  expect(await events(), "its end is no deed").toHaveLength(1);

  await startMerchantView(staff, owner.merchant.id);
  await deleteExpired();
  expect(await rows()).toHaveLength(1);
  await expire();
  await deleteExpired();
  expect(await rows()).toEqual([]);

  await startMerchantView(staff, owner.merchant.id);
  await db().$transaction((tx) => eraseMerchant(tx, owner.merchant.id, { type: "SYSTEM" }));
  expect(await rows()).toEqual([]);
  await expect(startMerchantView(staff, owner.merchant.id)).rejects.toMatchObject({ code: "not_found" });

  const other = await createOwner(database);
  await startMerchantView(staff, other.merchant.id);
  await database.client.query(`DELETE FROM "Session" WHERE id = $1`, [staff.sessionId]);
  expect(await rows()).toEqual([]);
  await expect(startMerchantView(staff, other.merchant.id)).rejects.toMatchObject({ code: "not_found" });
});

test("the history reads the index of views alone, however much else a merchant's audit log has", async () => {
  await startMerchantView(staff, owner.merchant.id);
  await database.client.query(
    `INSERT INTO "AuditEvent" ("actorType", action, "merchantId")
     SELECT 'SYSTEM', 'connection.disconnected', $1 FROM generate_series(1, 3000)`,
    [owner.merchant.id],
  );
  await database.client.query('ANALYZE "AuditEvent"');
  const plan = await db().$queryRaw`EXPLAIN ${viewEventsOf(owner.merchant.id)}`;
  expect(JSON.stringify(plan)).toContain("AuditEvent_views_idx");
  expect(await listMerchantViews(owner)).toHaveLength(1);
});

test("nobody views a merchant that is not there", async () => {
  await expect(startMerchantView(staff, randomUUID())).rejects.toMatchObject({ code: "not_found" });
  expect(await rows()).toEqual([]);
});

test("staff who view a merchant are no reader of it, even if they are its members otherwise", async () => {
  const own = await joinMerchant(database, staff, owner.merchant, "OWNER");
  const other = await createOwner(database);
  const [connection, foreign] = [
    await addConnection(database, owner.merchant.id),
    await addConnection(database, other.merchant.id),
  ];
  const user = viewing(own, owner.merchant);
  const seen = [
    await findViewer(user, owner.merchant.id),
    await findViewer(user, owner.merchant.id.toUpperCase()),
    await findViewerOfConnection(user, connection),
  ];
  for (const viewer of seen) {
    if (!viewer) throw new Error("nothing is viewed");
    expect([isStaffViewer, isReader, isMember, isOwner].map((is) => is(viewer))).toEqual([true, false, false, false]);
    expect(viewer.merchant).toEqual(owner.merchant);
  }
  expect(await findViewer(user, other.merchant.id)).toBeNull();
  expect(await findViewerOfConnection(user, foreign)).toBeNull();
  expect(await findViewerOfConnection(user, randomUUID())).toBeNull();
});

test("without a view, staff see no merchant, and members see theirs as before", async () => {
  const connection = await addConnection(database, owner.merchant.id);
  for (const id of [owner.merchant.id, undefined, "x"]) expect(await findViewer(staff, id)).toBeNull();
  expect(await findViewerOfConnection(staff, connection)).toBeNull();
  expect(await findViewer(owner, owner.merchant.id)).toEqual(owner);
  expect(await findViewerOfConnection(owner, connection)).toEqual(owner);
});
