import { beforeEach, expect } from "vitest";
import { deleteAccount } from "@/lib/account/delete/delete";
import { sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { Locale } from "@/lib/i18n/locales";
import { messagesOf } from "@/lib/i18n/messages";
import { countInvitations } from "@/lib/merchant-invitations/list";
import { eraseMerchant } from "@/lib/merchants/erase";
import { affectedBusinesses, markOfEffects } from "@/lib/merchants/members/affected-businesses";
import type { Admin } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { dump, type TestDatabase } from "@/test/database";
import { createAdmin, createOwner, createUser, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf, mailedToken, mailsTo } from "@/test/inspect";
import { clearInvitations, invitationOf, invite, nextJob, sendAll } from "@/test/invitations";

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

test("an invitation is mailed once, with a link whose token is stored nowhere", async () => {
  const invitation = await invite(admin, { businessName: "Kahvila Ilta Oy", label: "Turku" });
  expect(await invitationOf(database, invitation)).toMatchObject({ state: "waiting", merchantId: null, status: null });
  expect(await nextJob(database)).toEqual({ later: false });
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
