import { afterEach, expect } from "vitest";
import { approveBulkDisconnect, refuseBulkDisconnect } from "@/lib/connections/bulk-disconnect/approval/decide";
import { expireAskedBulkDisconnects } from "@/lib/connections/bulk-disconnect/approval/expire";
import { previewApproval } from "@/lib/connections/bulk-disconnect/approval/needed";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { pauseBulkDisconnect, resumeBulkDisconnect } from "@/lib/connections/bulk-disconnect/pause-resume";
import { listBulkResults } from "@/lib/connections/bulk-disconnect/results";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { env } from "@/lib/env";
import { needsAttention } from "@/lib/overview/attention";
import { auditOfBulk, test as base, startSelected, statesOf, workThrough } from "@/test/bulk-disconnect";
import { createAdmin } from "@/test/factories";

const test = base
  .extend("other", ({ database }) => createAdmin(database))
  /** Lets bulk disconnects of more than so many connections wait. */
  .extend("waitAbove", () => (above: number) => {
    env().BULK_APPROVAL_ABOVE = above;
  })
  .extend("active", ({ rows }) => async () => {
    const found = await rows(`SELECT "receiptheroId" FROM "Connection" WHERE status = 'ACTIVE'`);
    return found.length;
  });

afterEach(() => {
  delete env().BULK_APPROVAL_ABOVE;
});

test("a large one waits with its selection fixed, and runs once another admin approves it", async ({
  database,
  admin,
  other,
  rows,
  connectMany,
  waitAbove,
  active,
}) => {
  waitAbove(2);
  const ids = await connectMany(3);
  const id = await startSelected(admin, { filter: NO_FILTER }, 3);
  await runBulkStep(id);
  await runBulkStep(id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({
    state: "ASKED",
    selecting: false,
    total: 3,
    isOwn: true,
    counts: { WAITING: 3 },
  });
  const later = await connectMany(1);

  expect(await approveBulkDisconnect(admin, id)).toBe(false);
  expect([await pauseBulkDisconnect(other, id), await resumeBulkDisconnect(other, id)]).toEqual([false, false]);
  await runBulkStep(id);
  expect(await active()).toBe(4);
  const { bulkAsked } = await needsAttention(other);
  expect(bulkAsked).toEqual({
    count: 1,
    items: [{ id, connections: 3, askedBy: admin.email, since: expect.any(Date) }],
  });
  expect(await rows(`SELECT rule FROM "AlarmItem" WHERE thing = $1`, [id])).toEqual([{ rule: "bulk_asked" }]);

  expect(await approveBulkDisconnect(other, id)).toBe(true);
  expect([await approveBulkDisconnect(other, id), await refuseBulkDisconnect(other, id)]).toEqual([false, false]);
  await workThrough(admin, id);
  expect(await statesOf(admin, id)).toEqual(Object.fromEntries(ids.map((one) => [one, "DISCONNECTED"])));
  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = ANY ($1)`, [later])).toEqual([
    { status: "ACTIVE" },
  ]);
  expect(await getBulkDisconnect(other, id)).toMatchObject({ state: "DONE", decidedBy: other.email, isOwn: false });
  expect(await auditOfBulk(database, id)).toEqual(["bulk.asked", "bulk.approved", "bulk.finished"]);
});

test("nobody approves one before all its connections are selected", async ({
  admin,
  other,
  connectMany,
  waitAbove,
}) => {
  waitAbove(0);
  await connectMany(2);
  const id = await startSelected(admin, { filter: NO_FILTER }, 3);
  expect(await approveBulkDisconnect(other, id)).toBe(false);
  expect(await getBulkDisconnect(other, id)).toMatchObject({ state: "ASKED", selecting: true, confirmedCount: 3 });
  await runBulkStep(id);
  expect(await approveBulkDisconnect(other, id)).toBe(true);
  await workThrough(admin, id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ state: "DONE", counts: { DISCONNECTED: 2 } });
});

test.for([`"disabledAt" = now()`, "role = 'SUPPORT'"])(
  "nobody approves one whose asker is no admin any more: %s",
  async (end, { admin, other, rows, connectMany, waitAbove, active }) => {
    waitAbove(0);
    const id = await startSelected(admin, { ids: await connectMany(1) }, 1);
    expect(await getBulkDisconnect(other, id)).toMatchObject({ isAskerAdmin: true });
    await rows(`UPDATE "User" SET ${end} WHERE id = $1`, [admin.id]);
    expect(await approveBulkDisconnect(other, id)).toBe(false);
    expect(await getBulkDisconnect(other, id)).toMatchObject({ state: "ASKED", isAskerAdmin: false });
    expect(await active()).toBe(1);
    expect(await refuseBulkDisconnect(other, id)).toBe(true);
  },
);

test.for(["refused", "withdrawn", "expired"] as const)(
  "one that is %s disconnects nothing, and says so",
  async (end, { database, admin, other, rows, connectMany, waitAbove, active }) => {
    waitAbove(1);
    const ids = await connectMany(2);
    const id = await startSelected(admin, { ids }, 2);
    await expireAskedBulkDisconnects();
    expect(await getBulkDisconnect(admin, id)).toMatchObject({ state: "ASKED" });
    if (end === "expired") {
      await rows(`UPDATE "BulkDisconnect" SET "createdAt" = now() - interval '24 hours' WHERE id = $1`, [id]);
      expect(await approveBulkDisconnect(other, id)).toBe(false);
      await expireAskedBulkDisconnects();
    } else {
      expect(await refuseBulkDisconnect(end === "refused" ? other : admin, id)).toBe(true);
    }
    expect([await approveBulkDisconnect(other, id), await refuseBulkDisconnect(admin, id)]).toEqual([false, false]);
    await runBulkStep(id);
    expect(await active()).toBe(2);
    expect(await getBulkDisconnect(admin, id)).toMatchObject({
      state: end.toUpperCase(),
      finishedAt: expect.any(Date),
    });
    expect(await listBulkResults(admin, id, { state: null, after: null, limit: 9 })).toMatchObject(
      ids.map(() => ({ state: "SKIPPED", skipReason: "not_approved" })),
    );
    expect(await auditOfBulk(database, id)).toEqual(["bulk.asked", `bulk.${end}`]);
  },
);

test("several small ones in a day need a second admin as one large one does", async ({
  admin,
  other,
  rows,
  connectMany,
  waitAbove,
}) => {
  waitAbove(3);
  const ids = await connectMany(4);
  const stateOf = async (id: string) => (await getBulkDisconnect(admin, id))?.state;
  const start = async (...some: string[]) => stateOf(await startSelected(admin, { ids: some }, some.length));
  const [a = "", b = "", c = "", d = ""] = ids;
  expect([await start(a, b), await start(c, d), await start(c)]).toEqual(["RUNNING", "ASKED", "RUNNING"]);
  expect(await previewApproval(admin, 1)).toEqual({ hasApprover: true });
  expect(await previewApproval(other, 3)).toBeNull();
  await rows(`UPDATE "User" SET "disabledAt" = now() WHERE id <> $1`, [admin.id]);
  expect(await previewApproval(admin, 1)).toEqual({ hasApprover: false });
  // Paused ones would all be resumed on one day.
  await rows(
    `UPDATE "BulkDisconnect" SET "createdAt" = now() - interval '3 days', state = 'PAUSED' WHERE state = 'RUNNING'`,
  );
  expect(await previewApproval(admin, 1)).not.toBeNull();
  await rows(`UPDATE "BulkDisconnect" SET state = 'DONE', "finishedAt" = now() WHERE state = 'PAUSED'`);
  expect(await previewApproval(admin, 1)).not.toBeNull();
  await rows(`UPDATE "BulkDisconnect" SET "finishedAt" = now() - interval '24 hours' WHERE state = 'DONE'`);
  expect(await start(c, d)).toBe("RUNNING");
});

test("of two small ones that start at once, together too large, one waits", async ({
  admin,
  connectMany,
  waitAbove,
}) => {
  waitAbove(3);
  const [a = "", b = "", c = "", d = ""] = await connectMany(4);
  const started = await Promise.all([
    startSelected(admin, { ids: [a, b] }, 2),
    startSelected(admin, { ids: [c, d] }, 2),
  ]);
  const states = await Promise.all(started.map(async (id) => (await getBulkDisconnect(admin, id))?.state));
  expect(states.sort()).toEqual(["ASKED", "RUNNING"]);
});

test("without the setting, none waits", async ({ admin, connectMany }) => {
  const id = await startSelected(admin, { ids: await connectMany(3) }, 1_000_000);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ state: "RUNNING" });
  expect(await previewApproval(admin, 1_000_000)).toBeNull();
});
