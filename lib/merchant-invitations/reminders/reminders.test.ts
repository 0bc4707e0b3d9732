import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { expireSessions } from "@/lib/connect-sessions/status";
import { sha256 } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";
import type { InvitationFilter } from "@/lib/merchant-invitations/filter";
import type { NewInvitation } from "@/lib/merchant-invitations/form";
import { cancelBulkReminder } from "@/lib/merchant-invitations/reminders/cancel";
import { countRemindable } from "@/lib/merchant-invitations/reminders/count";
import { getBulkReminder } from "@/lib/merchant-invitations/reminders/get";
import { runReminderStep } from "@/lib/merchant-invitations/reminders/run-step";
import { startBulkReminder } from "@/lib/merchant-invitations/reminders/start";
import { sendInvitations } from "@/lib/merchant-invitations/send";
import type { Admin } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import type { TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf, mailedToken, mailsTo } from "@/test/inspect";
import { invitationOf, invite, sendAll } from "@/test/invitations";

let database: TestDatabase;
let sandbox: Sandbox;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  admin = await createAdmin(database);
});
beforeEach(async () => {
  env().EMAIL_SERVER = sandbox.smtp;
  await database.client.query(
    `TRUNCATE "MerchantInvitation", "BulkReminder", "RateLimiterFlexible", "Counter", graphile_worker._private_jobs CASCADE`,
  );
});

const ALL: InvitationFilter = { state: null, q: null };
const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const aDayLater = () =>
  rows(
    `UPDATE "MerchantInvitation" SET "lastMailAt" = "lastMailAt" - interval '24 hours' WHERE "lastMailAt" IS NOT NULL`,
  );

/** Invitations that were sent a day ago. */
async function sentYesterday(count: number): Promise<NewInvitation[]> {
  const invitations = [];
  for (let index = 0; index < count; index += 1) invitations.push(await invite(admin));
  await sendAll(database);
  await aDayLater();
  return invitations;
}

async function start(filter = ALL, count = 1_000): Promise<string> {
  const id = randomUUID();
  await startBulkReminder(admin, id, filter, count);
  return id;
}

/** Runs the steps of a bulk reminder and sends its emails until it has ended, as the worker does. */
async function run(id: string): Promise<void> {
  for (;;) {
    await runReminderStep(id);
    await sendAll(database);
    if ((await getBulkReminder(admin, id))?.state !== "RUNNING") return;
  }
}

test("each open invitation is reminded once, with a new link, and again a day later", async () => {
  const [first, second] = await sentYesterday(2);
  if (!first || !second) throw new Error("There are no invitations");
  const former = await mailedToken(sandbox, first.email);
  expect(await countRemindable(admin, ALL)).toBe(2);
  const id = await start();
  await startBulkReminder(admin, id, ALL, 2);
  await run(id);
  expect(await getBulkReminder(admin, id)).toMatchObject({ state: "DONE", handled: 2, startedBy: admin.email });
  for (const { email } of [first, second]) expect(await mailsTo(sandbox, email)).toHaveLength(2);
  const token = await mailedToken(sandbox, first.email);
  expect(token).not.toBe(former);
  const row = await invitationOf(database, first);
  expect(row).toMatchObject({ state: "sent", tokenHash: sha256(token), remindedById: admin.id });
  expect(await auditOf(database, row.merchantId)).toContain("merchant.reminded");

  // Nobody is reminded twice in a day, whatever is started.
  expect(await countRemindable(admin, ALL)).toBe(0);
  await run(await start());
  expect(await mailsTo(sandbox, first.email)).toHaveLength(2);
  await aDayLater();
  await run(await start({ state: "sent", q: first.externalId }));
  expect(await mailsTo(sandbox, first.email)).toHaveLength(3);
  expect(await mailsTo(sandbox, second.email)).toHaveLength(2);
});

test("only open invitations of the filter are reminded, and no more than were confirmed", async () => {
  const [connected, opened, ...others] = await sentYesterday(4);
  await rows(`UPDATE "MerchantInvitation" SET state = 'connected' WHERE email = $1`, [connected?.email]);
  await rows(`UPDATE "MerchantInvitation" SET state = 'opened' WHERE email = $1`, [opened?.email]);
  await invite(admin);
  expect(await countRemindable(admin, ALL)).toBe(3);
  await run(await start({ state: "opened", q: null }));
  const reminded = async () =>
    (await rows(`SELECT email FROM "MerchantInvitation" WHERE "remindedById" IS NOT NULL`)).map(({ email }) => email);
  expect(await reminded()).toEqual([opened?.email]);
  const id = await start(ALL, 1);
  await run(id);
  expect(await reminded()).toHaveLength(2);
  expect(others.map(({ email }) => email)).toEqual(expect.arrayContaining((await reminded()).slice(1)));
  expect(await rows(`SELECT filter FROM "BulkReminder" WHERE id = $1`, [id])).toEqual([{ filter: ALL }]);
});

test("an expired invitation gets a new link that works for 14 days, unless there is a newer one", async () => {
  const [expired, replaced] = await sentYesterday(2);
  if (!expired || !replaced) throw new Error("There are no invitations");
  await rows(`UPDATE "ConnectSession" SET "expiresAt" = now() - interval '1 minute'`);
  await expireSessions();
  expect(await invitationOf(database, expired)).toMatchObject({ state: "expired" });
  await invite(admin, replaced);
  expect(await countRemindable(admin, ALL)).toBe(0);
  const filter: InvitationFilter = { state: "expired", q: null };
  expect(await countRemindable(admin, filter)).toBe(1);
  const id = await start(filter);
  await runReminderStep(id);
  await sendAll(database);
  const row = await invitationOf(database, expired);
  const tokenHash = sha256(await mailedToken(sandbox, expired.email));
  expect(row).toMatchObject({ state: "sent", status: "pending", reason: null, tokenHash });
  expect(row.expiresAt.getTime()).toBeGreaterThan(Date.now() + 13 * 24 * 60 * 60 * 1_000);
  expect(
    await rows(`SELECT state FROM "MerchantInvitation" WHERE email = $1 ORDER BY state`, [replaced.email]),
  ).toEqual([{ state: "sent" }, { state: "expired" }]);
});

test("a reminder of an expired invitation is dropped when a newer one came in the meantime", async () => {
  const [expired] = await sentYesterday(1);
  if (!expired) throw new Error("There is no invitation");
  await rows(`UPDATE "ConnectSession" SET "expiresAt" = now() - interval '1 minute'`);
  await expireSessions();
  await runReminderStep(await start({ state: "expired", q: null }));
  await invite(admin, expired);
  await sendAll(database);
  expect(await mailsTo(sandbox, expired.email)).toHaveLength(2);
  expect(await rows(`SELECT state, "mailDueAt" FROM "MerchantInvitation" ORDER BY "createdAt"`)).toEqual([
    { state: "expired", mailDueAt: null },
    { state: "sent", mailDueAt: null },
  ]);
});

test("after a stop no reminder is sent, and another bulk reminder goes on", async () => {
  const invitations = await sentYesterday(3);
  const id = await start();
  await runReminderStep(id);
  await rows(`UPDATE "MerchantInvitation" SET "mailDueAt" = now() - interval '1 minute' WHERE email = $1`, [
    invitations[0]?.email,
  ]);
  // The pace of the limit lets one of them through.
  await rows(`UPDATE "MerchantInvitation" SET "mailDueAt" = now() + interval '1 minute' WHERE email <> $1`, [
    invitations[0]?.email,
  ]);
  await sendInvitations();
  expect(await cancelBulkReminder(admin, id)).toBe(true);
  expect(await cancelBulkReminder(admin, id)).toBe(false);
  await runReminderStep(id);
  await sendAll(database);
  expect(await getBulkReminder(admin, id)).toMatchObject({ state: "CANCELLED", handled: 1 });
  const counts = await Promise.all(invitations.map(async ({ email }) => (await mailsTo(sandbox, email)).length));
  expect(counts).toEqual([2, 1, 1]);
  await run(await start());
  for (const { email } of invitations) expect(await mailsTo(sandbox, email)).toHaveLength(2);
});

test("a bulk reminder goes on while the mail server does not take a reminder, and can be stopped", async () => {
  const [busy] = await sentYesterday(1);
  await rows(`UPDATE "MerchantInvitation" SET email = 'aino@busy.example' WHERE email = $1`, [busy?.email]);
  const id = await start();
  await runReminderStep(id);
  await sendInvitations();
  await runReminderStep(id);
  expect(await getBulkReminder(admin, id)).toMatchObject({ state: "RUNNING", handled: 0, postponed: 1 });
  expect(await cancelBulkReminder(admin, id)).toBe(true);
  expect(await rows(`SELECT "mailDueAt" FROM "MerchantInvitation"`)).toEqual([{ mailDueAt: null }]);
});

test("steps that run at once queue few reminders, each once", async () => {
  await sentYesterday(1);
  await rows(`INSERT INTO "MerchantInvitation" ("externalId", "businessName", email, "invitedById", state, "lastMailAt", "mailDueAt", "merchantId", "connectSessionId")
    SELECT 'many ' || n, 'Kahvila', n || '@example.com', gen_random_uuid(), 'waiting', now() - interval '2 days', NULL, NULL, NULL
      FROM generate_series(1, 250) n`);
  // Only their emails matter here, so they need no session.
  await rows(`ALTER TABLE "MerchantInvitation" DROP CONSTRAINT "MerchantInvitation_has_link"`);
  await rows(`UPDATE "MerchantInvitation" SET state = 'sent' WHERE state = 'waiting'`);
  const id = await start();
  await Promise.all(Array.from({ length: 5 }, () => runReminderStep(id)));
  const queued = async () =>
    (await rows(`SELECT count(*)::int AS n FROM "MerchantInvitation" WHERE "mailDueAt" IS NOT NULL`))[0];
  expect(await queued()).toEqual({ n: 100 });
  await rows(`UPDATE "MerchantInvitation" SET "mailDueAt" = NULL, "mailCode" = 550 WHERE "mailDueAt" IS NOT NULL`);
  for (const left of [100, 51, 0]) {
    await runReminderStep(id);
    expect(await queued()).toEqual({ n: left });
    await rows(`UPDATE "MerchantInvitation" SET "mailDueAt" = NULL WHERE "mailDueAt" IS NOT NULL`);
  }
  expect(await getBulkReminder(admin, id)).toMatchObject({ state: "DONE", handled: 251 });
});
