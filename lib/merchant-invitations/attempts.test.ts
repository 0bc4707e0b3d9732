import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { sha256 } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";
import { beginMail } from "@/lib/merchant-invitations/begin-mail";
import { countInvitations } from "@/lib/merchant-invitations/list";
import { sendInvitations, sweepInvitations } from "@/lib/merchant-invitations/send";
import { settleMail } from "@/lib/merchant-invitations/settle-mail";
import type { Admin } from "@/lib/principal";
import { LIMITS } from "@/lib/quotas";
import type { Sandbox } from "@/sandbox/start";
import type { TestDatabase } from "@/test/database";
import { createAdmin, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";
import { mailedToken, mailsTo } from "@/test/inspect";
import { clearInvitations, invitationOf, invite, nextJob, sendAll } from "@/test/invitations";

// The attempts to send an invitation: refused, repeated, in doubt, limited, and swept.

let database: TestDatabase;
let sandbox: Sandbox;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  admin = await createAdmin(database);
});
beforeEach(() => clearInvitations(database, sandbox));

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const dueNow = () => rows(`UPDATE "MerchantInvitation" SET "mailDueAt" = now() WHERE "mailDueAt" IS NOT NULL`);

test("an email that the mail server refuses shows its code, and may be invited again", async () => {
  const refused = await invite(admin, { email: `${randomUUID()}@refused.example` });
  const taken = await invite(admin);
  await sendAll(database);
  expect(await invitationOf(database, refused)).toMatchObject({
    state: "refused",
    mailCode: 550,
    sentAt: null,
    mailDueAt: null,
  });
  expect(await invitationOf(database, taken)).toMatchObject({ state: "sent", mailCode: null });
  await invite(admin, refused);
});

test("an email that the mail server does not take for now is sent again later, and counts as refused in the end", async () => {
  const busy = await invite(admin, { email: `${randomUUID()}@busy.example` });
  const pauses: number[] = [];
  for (let attempt = 1; attempt < 12; attempt += 1) {
    await dueNow();
    await sendAll(database);
    expect(await invitationOf(database, busy)).toMatchObject({
      state: "waiting",
      mailCode: 451,
      mailAttempts: attempt,
    });
    const [{ minutes }] = await rows(
      `SELECT round(extract(epoch FROM "mailDueAt" - now()) / 60)::int AS minutes FROM "MerchantInvitation"`,
    );
    pauses.push(minutes);
  }
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240]);
  await rows(`DELETE FROM "RateLimiterFlexible"`);
  await dueNow();
  await sendAll(database);
  expect(await invitationOf(database, busy)).toMatchObject({ state: "refused", mailCode: 451, mailDueAt: null });
});

test("without a mail server nothing is lost, and the link of the email that arrives is the newest", async () => {
  env().EMAIL_SERVER = "smtp://127.0.0.1:1";
  const invitations = [await invite(admin), await invite(admin)];
  await sendInvitations();
  // The others wait for the next job, because they could not be sent either.
  expect(await rows(`SELECT sum("mailAttempts")::int AS tried FROM "MerchantInvitation"`)).toEqual([{ tried: 1 }]);
  expect(await nextJob(database)).toEqual({ later: true });
  env().EMAIL_SERVER = sandbox.smtp;
  await dueNow();
  await sendAll(database);
  for (const invitation of invitations) {
    const tokenHash = sha256(await mailedToken(sandbox, invitation.email));
    expect(await invitationOf(database, invitation)).toMatchObject({ state: "sent", tokenHash });
    expect(await mailsTo(sandbox, invitation.email)).toHaveLength(1);
  }
});

test("an email whose server died while it sent it is in doubt, and is not sent again", async () => {
  const invitation = await invite(admin);
  const { id } = await invitationOf(database, invitation);
  expect(await beginMail(id)).toMatchObject({ to: invitation.email });
  // Another worker does not take it as well.
  expect(await beginMail(id)).toBeNull();
  await sweepInvitations();
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "waiting" });
  await rows(`UPDATE "MerchantInvitation" SET "mailStartedAt" = now() - interval '11 minutes'`);
  await sweepInvitations();
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "in_doubt", mailStartedAt: null });
  await settleMail(id, { result: "later", code: null });
  await sendAll(database);
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "in_doubt", mailDueAt: null });
  expect(await mailsTo(sandbox, invitation.email)).toEqual([]);
});

test("ten jobs at once send each invitation once, at the pace of the limit", async () => {
  const { points } = LIMITS["merchant-invitations-in-all"];
  const invitations = [];
  for (let index = 0; index < points + 10; index += 1) invitations.push(await invite(admin));
  await Promise.all(Array.from({ length: 10 }, sendInvitations));
  const sent = async () =>
    (await rows(`SELECT count(*)::int AS n FROM "MerchantInvitation" WHERE state = 'sent'`))[0].n;
  // Two jobs that try the same invitation use up the pace together, so there may be fewer.
  expect(await sent()).toBeLessThanOrEqual(points);
  expect(await nextJob(database)).toEqual({ later: true });
  await sendAll(database);
  expect(await sent()).toBe(points + 10);
  for (const { email } of invitations) expect(await mailsTo(sandbox, email)).toHaveLength(1);
});

test("a mailbox gets twenty invitations in a day, and the others wait", async () => {
  const email = `${randomUUID()}@example.com`;
  for (let index = 0; index < 22; index += 1) await invite(admin, { email });
  await sendAll(database);
  expect(await mailsTo(sandbox, email)).toHaveLength(20);
  expect(await countInvitations(someStaff())).toMatchObject({ sent: 20, waiting: 2 });
});

test("the sweep does not put off a job that waits", async () => {
  await invite(admin);
  await sweepInvitations();
  expect(await nextJob(database)).toEqual({ later: false });
});

test("the sweep sends what has become due", async () => {
  const invitation = await invite(admin);
  await rows("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  await sweepInvitations();
  expect(await nextJob(database)).toEqual({ later: true });
  await sendAll(database);
  await rows("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  await sweepInvitations();
  expect(await nextJob(database)).toBeUndefined();
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "sent" });
});
