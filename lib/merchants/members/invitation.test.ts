import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { acceptInvitation } from "@/lib/merchants/members/accept-invitation";
import { getInvitation } from "@/lib/merchants/members/get-invitation";
import { inviteMember } from "@/lib/merchants/members/invite";
import { listInvitations } from "@/lib/merchants/members/list";
import { revokeInvitation } from "@/lib/merchants/members/revoke-invitation";
import type { Owner, User } from "@/lib/principal";
import type { MemberRole } from "@/prisma/generated/enums";
import type { Sandbox } from "@/sandbox/start";
import { dump, type TestDatabase } from "@/test/database";
import { createMember, createOwner, createUser } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf, mailedToken, mailsTo } from "@/test/inspect";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;
let stranger: Owner;
let invited: User;

test.beforeAll(({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  user = await createOwner(database, "Aalto & <b>Pojat</b>");
  stranger = await createOwner(database, "Another business");
  invited = await createUser(database);
});

/** The merchants of a user, with the role in each. */
const businessesOf = async ({ id }: User) =>
  (await database.client.query(`SELECT "merchantId", role FROM "Member" WHERE "userId" = $1`, [id])).rows;
const audit = () => auditOf(database, user.merchant.id);
const getAuditEvents = async () =>
  (
    await database.client.query(`SELECT after FROM "AuditEvent" WHERE "merchantId" = $1 ORDER BY id`, [
      user.merchant.id,
    ])
  ).rows;

async function invite(email = invited.email, role: MemberRole = "MEMBER"): Promise<string> {
  await inviteMember(user, email, role);
  return mailedToken(sandbox, email);
}

test("an invited user joins, and the invitation forgets the address", async () => {
  const token = await invite();
  expect(await dump(database)).not.toContain(token);
  expect(await getInvitation(token)).toEqual({
    merchantId: user.merchant.id,
    business: user.merchant.name,
    email: invited.email,
    role: "MEMBER",
  });

  expect(await acceptInvitation(invited, token)).toBe(user.merchant.id);
  expect(await businessesOf(invited)).toEqual([{ merchantId: user.merchant.id, role: "MEMBER" }]);
  expect(await audit()).toEqual(["user.invited", "user.joined"]);
  expect(await getInvitation(token)).toBeNull();
  const kept = await database.client.query(`SELECT 1 FROM "Invitation" WHERE email = $1`, [invited.email]);
  expect(kept.rows).toEqual([]);
  expect(await listInvitations(user)).toEqual([]);
});

test("the email shows any name of a business as text", async () => {
  await invite();
  const [mail] = await mailsTo(sandbox, invited.email);
  expect(mail?.text).toContain(user.merchant.name);
  expect(mail?.html).toContain("Aalto &amp; &lt;b&gt;Pojat&lt;/b&gt;");
  expect(mail?.html).not.toContain("<b>");
});

test("an invitation that is accepted ten times at once joins once, and coming again is harmless", async () => {
  const token = await invite();
  await Promise.all(Array.from({ length: 10 }, () => acceptInvitation(invited, token)));
  await acceptInvitation(invited, token);
  expect(await businessesOf(invited)).toMatchObject([{ merchantId: user.merchant.id }]);
  expect(await audit()).toEqual(["user.invited", "user.joined"]);
});

test("two invitations accepted at once add two businesses", async () => {
  const mine = await invite();
  await inviteMember(stranger, invited.email, "OWNER");
  const theirs = await mailedToken(sandbox, invited.email);
  await Promise.all([acceptInvitation(invited, mine), acceptInvitation(invited, theirs)]);
  expect(await businessesOf(invited)).toEqual(
    expect.arrayContaining([
      { merchantId: user.merchant.id, role: "MEMBER" },
      { merchantId: stranger.merchant.id, role: "OWNER" },
    ]),
  );
});

test("a member of another business joins with the invited role, and keeps the other business", async () => {
  const token = await invite(stranger.email, "READER");
  await acceptInvitation(stranger, token);
  expect(await businessesOf(stranger)).toEqual([
    { merchantId: stranger.merchant.id, role: "OWNER" },
    { merchantId: user.merchant.id, role: "READER" },
  ]);
  expect((await getAuditEvents()).at(-1)).toMatchObject({ after: { userId: stranger.id, memberRole: "READER" } });
});

test("an invitation is for the address that it was mailed to", async () => {
  const token = await invite();
  const finder = await createUser(database);
  await expect(acceptInvitation(finder, token)).rejects.toMatchObject({ code: "invitation_for_another" });
  expect(await businessesOf(finder)).toEqual([]);
  expect(await getInvitation(token)).toMatchObject({ email: invited.email });
});

test("an invitation works for seven days of the database's clock", async () => {
  const token = await invite();
  const { rows } = await database.client.query(
    `SELECT extract(epoch FROM "expiresAt" - "createdAt") / 86400 AS days FROM "Invitation" WHERE email = $1`,
    [invited.email],
  );
  expect(Number(rows[0]?.days)).toBe(7);
  await database.client.query(
    `UPDATE "Invitation" SET "expiresAt" = now() - interval '1 millisecond' WHERE email = $1`,
    [invited.email],
  );
  expect(await getInvitation(token)).toBeNull();
  await expect(acceptInvitation(invited, token)).rejects.toMatchObject({ code: "link_used_up" });
  await expect(acceptInvitation(invited, "no token at all")).rejects.toMatchObject({ code: "link_used_up" });
  expect(await businessesOf(invited)).toEqual([]);
});

test("inviting again replaces the invitation", async () => {
  const first = await invite();
  const second = await invite();
  expect(await getInvitation(first)).toBeNull();
  await acceptInvitation(invited, second);
  expect(await businessesOf(invited)).toMatchObject([{ merchantId: user.merchant.id }]);
});

test("an invitation is taken back by its own business alone", async () => {
  const token = await invite();
  const [open] = await listInvitations(user);
  const id = open?.id ?? "";
  for (const [who, what] of [[stranger, id] as const, [user, randomUUID()] as const]) {
    await expect(revokeInvitation(who, what)).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await getInvitation(token)).not.toBeNull();

  await revokeInvitation(user, id);
  await expect(revokeInvitation(user, id)).rejects.toMatchObject({ code: "not_found" });
  await expect(acceptInvitation(invited, token)).rejects.toMatchObject({ code: "link_used_up" });
  expect(await audit()).toEqual(["user.invited", "user.uninvited"]);
});

test("a member cannot be invited, and a removed member cannot invite", async () => {
  const member = await createMember(database, user.merchant);
  await expect(inviteMember(user, member.email, "MEMBER")).rejects.toMatchObject({ code: "already_member" });
  await database.client.query(`DELETE FROM "Member" WHERE "userId" = $1`, [member.id]);
  await expect(inviteMember(member, invited.email, "MEMBER")).rejects.toMatchObject({ code: "not_found" });
  expect(await audit()).toEqual([]);
  expect(await mailsTo(sandbox, invited.email)).toEqual([]);
});

test("an invitation that cannot be mailed is taken back", async () => {
  // No mail server accepts a line feed in an email, and none of our forms does.
  await expect(inviteMember(user, "nobody\n@example.com", "MEMBER")).rejects.toThrow();
  expect(await listInvitations(user)).toEqual([]);
  expect(await audit()).toEqual(["user.invited", "user.uninvited"]);
});

test("invitations are limited", async () => {
  for (let mail = 0; mail < 6; mail++) await inviteMember(user, invited.email, "MEMBER");
  await expect(inviteMember(user, invited.email, "MEMBER")).rejects.toMatchObject({ code: "too_many_mails" });
  expect(await mailsTo(sandbox, invited.email)).toHaveLength(6);
});

test.each([
  "Kahvila www.evil.example",
  "evil.example/pay",
  "a@evil.example",
  "http://evil.example/",
  "Soita 040 123 4567",
])("the business name %j is not in the mail, where it would become a link", async (name) => {
  const sender = await createOwner(database, name);
  const email = `${randomUUID()}@example.com`;
  await inviteMember(sender, email, "MEMBER");
  const [mail] = await mailsTo(sandbox, email);
  expect(mail?.subject).toBe("An invitation to Your company");
  for (const text of [mail?.text, mail?.html]) {
    expect(text).toContain(`${sender.email} invites you to join their business at Your company.`);
    expect(text).not.toMatch(/evil|123/);
  }
});

test("any other business name is in the text of the mail, and in no subject", async () => {
  const sender = await createOwner(database, "Kahvila & Leipomo Oy");
  const email = `${randomUUID()}@example.com`;
  await inviteMember(sender, email, "MEMBER");
  const [mail] = await mailsTo(sandbox, email);
  expect(mail?.subject).toBe("An invitation to Your company");
  expect(mail?.text).toContain("invites you to join “Kahvila & Leipomo Oy” at Your company.");
});

test.each([
  ["OWNER", "As an owner you can see and change the connections", "manage its members"],
  ["MEMBER", "As a member you can see and change the connections", "“Kahvila Oy” to ReceiptHero."],
  ["READER", "As a reader you can see the connections", "You can't change anything."],
] as const)("the mail says what the role %s may do", async (role, may, end) => {
  const named = await createOwner(database, "Kahvila Oy");
  const unnamed = await createOwner(database, "Kahvila www.evil.example");
  const email = `${randomUUID()}@example.com`;
  await inviteMember(named, email, role);
  const [mail] = await mailsTo(sandbox, email);
  expect(mail?.text).toContain(`${may} of “Kahvila Oy” to ReceiptHero`);
  expect(mail?.text).toContain(end);

  const other = `${randomUUID()}@example.com`;
  await inviteMember(unnamed, other, role);
  const [cautious] = await mailsTo(sandbox, other);
  expect(cautious?.text).toContain(`${may} of that business to ReceiptHero`);
});
