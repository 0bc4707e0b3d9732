import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { pauseBulkDisconnect, resumeBulkDisconnect } from "@/lib/connections/bulk-disconnect/pause-resume";
import { previewSelection } from "@/lib/connections/bulk-disconnect/preview";
import { listBulkResults } from "@/lib/connections/bulk-disconnect/results";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { startBulkDisconnect } from "@/lib/connections/bulk-disconnect/start";
import { openReconnectLink } from "@/lib/connections/reconnect-link/open";
import { NO_FILTER } from "@/lib/connections/search/filter";
import type { Admin } from "@/lib/principal";
import { addConnection, createAdmin, createMerchant, createOwner } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { mailedToken, mailsTo } from "@/test/inspect";
import { addRefused, mend, sendDue, subjectsTo } from "@/test/user-mails";

const ASKED = "Your company asks you to reconnect to ReceiptHero";
const selection = { filter: NO_FILTER };

const test = base
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** Starts to email links to all connections, and runs the steps until nothing is left to queue. Returns the results by connection. */
  .extend("run", ({ rows }) => async (admin: Admin, confirmedCount: number) => {
    const id = randomUUID();
    await startBulkDisconnect(admin, id, { action: "RECONNECT_LINKS", selection, confirmedCount });
    for (let bulk = null; !bulk || bulk.selecting || bulk.counts.WAITING > 0; ) {
      await runBulkStep(id);
      bulk = await getBulkDisconnect(admin, id);
    }
    const items = await rows(`SELECT * FROM "BulkDisconnectItem" WHERE "bulkDisconnectId" = $1`, [id]);
    return Object.fromEntries(
      items.map(({ receiptheroId, state, skipReason }) => [receiptheroId, skipReason ?? state]),
    );
  });

test.beforeAll(({ database, mailSandbox }) => {
  expect([database, mailSandbox]).toHaveLength(2);
});
beforeEach<{ rows: (sql: string) => Promise<unknown[]> }>(async ({ rows }) => {
  const tables = ["UserMail", "BulkDisconnectItem", "BulkDisconnect", "Connection", "User", "RateLimiterFlexible"];
  for (const table of tables) await rows(`DELETE FROM "${table}"`);
});

test("the members of all connections that need it get a link; healthy and disconnected connections get none", async ({
  database,
  mailSandbox,
  run,
}) => {
  const [admin, user] = [await createAdmin(database), await createOwner(database)];
  const refused = await addRefused(database, user.merchant.id);
  const alone = await addRefused(database, (await createMerchant(database, "Nobody Oy")).id);
  await addConnection(database, user.merchant.id);
  await addConnection(database, user.merchant.id, { status: "DISCONNECTED" });
  expect(await previewSelection(admin, "RECONNECT_LINKS", selection)).toMatchObject({ matched: 4, active: 2 });
  expect(await run(admin, 2)).toEqual({ [refused]: "QUEUED", [alone]: "nobody" });
  await sendDue();
  expect(await subjectsTo(mailSandbox, user.email)).toEqual([ASKED]);
  const token = await mailedToken(mailSandbox, user.email);
  expect(await openReconnectLink(user, token)).toMatchObject({ state: "open", receiptheroId: refused });
});

test("a connection gets links at most once a day, however many admins send them", async ({
  database,
  mailSandbox,
  rows,
  run,
}) => {
  const [admin, user] = [await createAdmin(database), await createOwner(database)];
  const id = await addRefused(database, user.merchant.id);
  await run(admin, 1);
  expect(await run(admin, 1)).toEqual({ [id]: "mailed_today" });
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toHaveLength(1);
  await rows(`UPDATE "UserMail" SET "createdAt" = "createdAt" - interval '25 hours', number = number - 1`);
  expect(await run(admin, 1)).toEqual({ [id]: "QUEUED" });
});

test("a connection that recovers before its email is sent gets none, and a pause queues no further ones", async ({
  database,
  mailSandbox,
  run,
}) => {
  const [admin, user] = [await createAdmin(database), await createOwner(database)];
  const id = await addRefused(database, user.merchant.id);
  await run(admin, 1);
  await mend(database, id);
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);

  const other = await addRefused(database, user.merchant.id);
  const bulk = randomUUID();
  const asked = { action: "RECONNECT_LINKS" as const, selection: { ids: [other] }, confirmedCount: 1 };
  await startBulkDisconnect(admin, bulk, asked);
  await pauseBulkDisconnect(admin, bulk);
  await runBulkStep(bulk);
  expect(await getBulkDisconnect(admin, bulk)).toMatchObject({ state: "PAUSED", counts: { WAITING: 1, QUEUED: 0 } });
});

test("emails that were not sent wait while an admin pauses, and it is done when none waits", async ({
  database,
  mailSandbox,
}) => {
  const [admin, user, other] = [await createAdmin(database), await createOwner(database), await createOwner(database)];
  const ids = [await addRefused(database, user.merchant.id), await addRefused(database, other.merchant.id)];
  const bulk = randomUUID();
  const asked = { action: "RECONNECT_LINKS" as const, selection: { ids }, confirmedCount: 2 };
  await startBulkDisconnect(admin, bulk, asked);
  await runBulkStep(bulk);
  await runBulkStep(bulk);
  expect(await getBulkDisconnect(admin, bulk)).toMatchObject({
    state: "RUNNING",
    counts: { QUEUED: 2 },
    waitingMails: 2,
  });
  await pauseBulkDisconnect(admin, bulk);
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);

  await resumeBulkDisconnect(admin, bulk);
  await sendDue();
  await runBulkStep(bulk);
  expect(await subjectsTo(mailSandbox, user.email)).toEqual([ASKED]);
  expect(await subjectsTo(mailSandbox, other.email)).toEqual([ASKED]);
  expect(await getBulkDisconnect(admin, bulk)).toMatchObject({ state: "DONE", waitingMails: 0 });
  const results = await listBulkResults(admin, bulk, { state: null, after: null, limit: 10 });
  expect(results).toMatchObject(Array(2).fill({ state: "QUEUED", sent: 1, waiting: 0, unsent: 0 }));
});
