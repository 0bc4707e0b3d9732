import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { deleteAccount } from "@/lib/account/delete/delete";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import type { Locale } from "@/lib/i18n/locales";
import { messagesOf } from "@/lib/i18n/messages";
import { beginMail } from "@/lib/merchant-invitations/begin-mail";
import { countInvitations } from "@/lib/merchant-invitations/list";
import { sendInvitations, sweepInvitations } from "@/lib/merchant-invitations/send";
import { settleMail } from "@/lib/merchant-invitations/settle-mail";
import { eraseMerchant } from "@/lib/merchants/erase";
import { affectedBusinesses, markOfEffects } from "@/lib/merchants/members/affected-businesses";
import type { Admin } from "@/lib/principal";
import { LIMITS } from "@/lib/quotas";
import type { Sandbox } from "@/sandbox/start";
import { dump, type TestDatabase } from "@/test/database";
import { createAdmin, createOwner, createUser, someStaff } from "@/test/factories";
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
    `DELETE FROM "MerchantInvitation"; DELETE FROM "RateLimiterFlexible"; DELETE FROM "Counter"`,
  );
  await database.client.query("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const dueNow = () => rows(`UPDATE "MerchantInvitation" SET "mailDueAt" = now() WHERE "mailDueAt" IS NOT NULL`);
const job = async () => (await rows(`SELECT run_at > now() AS later FROM graphile_worker.jobs`))[0];

test("an invitation is mailed once, with a link whose token is stored nowhere", async () => {
  const invitation = await invite(admin, { businessName: "Kahvila Ilta Oy", label: "Turku" });
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "waiting", merchantId: null, status: null });
  expect(await job()).toEqual({ later: false });
  await sendAll(database);
  await sendAll(database);

  const [mail, ...more] = await mailsTo(sandbox, invitation.email);
  expect(more).toEqual([]);
  expect(mail?.subject).toBe("Your company invites you to connect to ReceiptHero");
  expect(mail?.text).toContain("connect “Kahvila Ilta Oy” to ReceiptHero");
  const token = await mailedToken(sandbox, invitation.email);
  expect(await dump(database)).not.toContain(token);
  const row = await invitationOf(database, invitation);
  expect(row).toMatchObject({ state: "sent", status: "pending", tokenHash: sha256(token), sentAt: expect.any(Date) });
  expect(
    await rows(`SELECT label, "returnUrl", "apiKeyId", "invitedById" FROM "ConnectSession" WHERE id = $1`, [
      row.connectSessionId,
    ]),
  ).toEqual([{ label: "Turku", returnUrl: null, apiKeyId: null, invitedById: admin.id }]);
  const [{ days }] = await rows(`SELECT round(extract(epoch FROM $1::timestamptz - now()) / 86400)::int AS days`, [
    row.expiresAt,
  ]);
  expect(days).toBe(14);
  expect(await rows(`SELECT email FROM "ExpectedOwner" WHERE "merchantId" = $1`, [row.merchantId])).toEqual([
    { email: invitation.email },
  ]);
  expect(await auditOf(database, row.merchantId)).toEqual(["merchant.created", "merchant.invited"]);
  expect(
    await rows(`SELECT DISTINCT "actorType", "actorId" FROM "AuditEvent" WHERE "merchantId" = $1`, [row.merchantId]),
  ).toEqual([{ actorType: "USER", actorId: admin.id }]);
});

test("an invitation is in the recipient's own language, else in the chosen one, and so are the pages of its link", async () => {
  const user = await createUser(database);
  await rows(`UPDATE "User" SET language = 'fi' WHERE id = $1`, [user.id]);
  const invitations = [
    await invite(admin, { email: user.email, language: "sv" }),
    await invite(admin, { language: "sv" }),
    await invite(admin),
  ];
  await sendAll(database);
  const sent = invitations.map(async (invitation) => {
    const { connectSessionId } = await invitationOf(database, invitation);
    const [session] = await rows(`SELECT locale FROM "ConnectSession" WHERE id = $1`, [connectSessionId]);
    return [(await mailsTo(sandbox, invitation.email))[0]?.subject, session.locale];
  });
  const subject = (language: Locale) =>
    messagesOf(language).mail.merchantInvitation.subject.replace("{partner}", "Your company");
  expect(await Promise.all(sent)).toEqual([
    [subject("fi"), "fi"],
    [subject("sv"), "sv"],
    [subject("en"), null],
  ]);
});

test("a user with the invited email is an owner at once, and a known business keeps its name", async () => {
  const user = await createUser(database);
  await rows(`UPDATE "User" SET "emailVerified" = now() WHERE id = $1`, [user.id]);
  const first = await invite(admin, { email: user.email });
  await sendAll(database);
  const { merchantId } = await invitationOf(database, first);
  expect(
    await rows(`SELECT role FROM "Member" WHERE "userId" = $1 AND "merchantId" = $2`, [user.id, merchantId]),
  ).toEqual([{ role: "OWNER" }]);

  const second = await invite(admin, { externalId: first.externalId, businessName: "Another name" });
  await sendAll(database);
  expect((await invitationOf(database, second)).merchantId).toBe(merchantId);
  expect((await mailsTo(sandbox, second.email))[0]?.text).toContain("Kahvila Aamu Oy");
});

test("the same external ID and email are invited once, until the invitation is over", async () => {
  const invitation = await invite(admin);
  await expect(invite(admin, invitation)).rejects.toMatchObject({ code: "already_invited" });
  await invite(admin, { ...invitation, email: "another@example.com" });
  await sendAll(database);
  await expect(invite(admin, invitation)).rejects.toMatchObject({ code: "already_invited" });
  await rows(`UPDATE "ConnectSession" SET status = 'expired', "endedAt" = now() WHERE id = $1`, [
    (await invitationOf(database, invitation)).connectSessionId,
  ]);
  await invite(admin, invitation);
  expect(
    await rows(`SELECT state FROM "MerchantInvitation" WHERE email = $1 ORDER BY "createdAt"`, [invitation.email]),
  ).toEqual([{ state: "expired" }, { state: "waiting" }]);
});

test("custom fields that do not fit into the request to ReceiptHero are refused before anything is sent", async () => {
  const pairs = Array.from({ length: 20 }, (_, index) => ({ key: `key ${index}`, value: "x".repeat(500) }));
  await expect(invite(admin, { pairs })).rejects.toMatchObject({ code: "authorization_url_too_long" });
  expect(await rows(`SELECT 1 FROM "MerchantInvitation"`)).toEqual([]);
});

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
  expect(await job()).toEqual({ later: true });
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
  expect(await job()).toEqual({ later: true });
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
  expect(await job()).toEqual({ later: false });
});

test("the sweep sends what has become due", async () => {
  const invitation = await invite(admin);
  await rows("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  await sweepInvitations();
  expect(await job()).toEqual({ later: true });
  await sendAll(database);
  await rows("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  await sweepInvitations();
  expect(await job()).toBeUndefined();
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "sent" });
});

test("a deleted business takes its invitations along, also those that wait", async () => {
  const invitation = await invite(admin);
  await sendAll(database);
  const { merchantId } = await invitationOf(database, invitation);
  const waiting = await invite(admin, { externalId: invitation.externalId });
  await db().$transaction((tx) => eraseMerchant(tx, merchantId, { type: "SYSTEM" }));
  const after = await dump(database);
  for (const { email } of [invitation, waiting]) expect(after).not.toContain(email);
  expect(await countInvitations(someStaff())).toMatchObject({ sent: 0, waiting: 0 });
});

test("a deleted account takes the invitations to its address along, sent or not", async () => {
  const user = await createUser(database);
  await rows(`UPDATE "User" SET "emailVerified" = now() WHERE id = $1`, [user.id]);
  const shared = await createOwner(database);
  await rows(`UPDATE "Merchant" SET "externalId" = 'shared' WHERE id = $1`, [shared.merchant.id]);
  await invite(admin, { email: user.email, externalId: "shared" });
  await sendAll(database);
  await invite(admin, { email: user.email });
  await rows(`INSERT INTO "ExpectedOwner" ("merchantId", email) VALUES ($1, $2)`, [shared.merchant.id, user.email]);
  await deleteAccount(user, user.email, markOfEffects(await affectedBusinesses(user, null)));
  expect(await dump(database)).not.toContain(user.email);
  expect(await rows(`SELECT "userId" FROM "Member" WHERE "merchantId" = $1`, [shared.merchant.id])).toEqual([
    { userId: shared.id },
  ]);
});
