import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { getAccount } from "@/lib/account/get";
import { acceptInvitation } from "@/lib/merchants/members/accept-invitation";
import { getInvitation } from "@/lib/merchants/members/get-invitation";
import { inviteMember } from "@/lib/merchants/members/invite";
import { revokeInvitation } from "@/lib/merchants/members/revoke-invitation";
import type { MerchantUser, User } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { createMerchantUser, createUser, dump, type TestDatabase } from "@/test/database";
import { auditOf, mailedToken, mailsTo } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let sandbox: Sandbox;
let user: MerchantUser;
let stranger: MerchantUser;
let invited: User;

test.beforeAll(({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  user = await createMerchantUser(database, "Aalto & <b>Pojat</b>");
  stranger = await createMerchantUser(database, "Another business");
  invited = await createUser(database, null);
});

const merchantOf = async (id: string) =>
  (await database.client.query(`SELECT "merchantId" FROM "User" WHERE id = $1`, [id])).rows[0]?.merchantId;
const audit = () => auditOf(database, user.merchant.id);

async function invite(email = invited.email): Promise<string> {
  await inviteMember(user, email);
  return mailedToken(sandbox, email);
}

test("an invited user joins, and the invitation forgets the address", async () => {
  const token = await invite();
  expect(await dump(database)).not.toContain(token);
  expect(await getInvitation(token)).toEqual({
    merchantId: user.merchant.id,
    business: user.merchant.name,
    email: invited.email,
  });

  await acceptInvitation(invited, token);
  expect(await merchantOf(invited.id)).toBe(user.merchant.id);
  expect(await audit()).toEqual(["user.invited", "user.joined"]);
  expect(await getInvitation(token)).toBeNull();
  const kept = await database.client.query(`SELECT 1 FROM "Invitation" WHERE email = $1`, [invited.email]);
  expect(kept.rows).toEqual([]);
  expect((await getAccount(user)).invitations).toEqual([]);
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
  expect(await merchantOf(invited.id)).toBe(user.merchant.id);
  expect(await audit()).toEqual(["user.invited", "user.joined"]);
});

test("of two invitations accepted at once by one user, one counts", async () => {
  const mine = await invite();
  await inviteMember(stranger, invited.email);
  const theirs = await mailedToken(sandbox, invited.email);
  const results = await Promise.allSettled([acceptInvitation(invited, mine), acceptInvitation(invited, theirs)]);

  const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));
  expect(refused).toEqual(["belongs_elsewhere"]);
  expect([user.merchant.id, stranger.merchant.id]).toContain(await merchantOf(invited.id));
  const joined = [...(await audit()), ...(await auditOf(database, stranger.merchant.id))];
  expect(joined.filter((action) => action === "user.joined")).toHaveLength(1);
});

test("a member of another business is told so, stays there, and the invitation stays open", async () => {
  const token = await invite(stranger.email);
  await expect(acceptInvitation(stranger, token)).rejects.toMatchObject({ code: "belongs_elsewhere" });
  expect(await merchantOf(stranger.id)).toBe(stranger.merchant.id);
  expect(await getInvitation(token)).toMatchObject({ email: stranger.email });
});

test("an invitation is for the address that it was mailed to", async () => {
  const token = await invite();
  const finder = await createUser(database, null);
  await expect(acceptInvitation(finder, token)).rejects.toMatchObject({ code: "invitation_for_another" });
  expect(await merchantOf(finder.id)).toBeNull();
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
  expect(await merchantOf(invited.id)).toBeNull();
});

test("inviting again replaces the invitation", async () => {
  const first = await invite();
  const second = await invite();
  expect(await getInvitation(first)).toBeNull();
  await acceptInvitation(invited, second);
  expect(await merchantOf(invited.id)).toBe(user.merchant.id);
});

test("an invitation is taken back by its own business alone", async () => {
  const token = await invite();
  const [open] = (await getAccount(user)).invitations;
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
  const member = await createUser(database, user.merchant);
  await expect(inviteMember(user, member.email)).rejects.toMatchObject({ code: "already_member" });
  await database.client.query(`UPDATE "User" SET "merchantId" = NULL WHERE id = $1`, [member.id]);
  await expect(inviteMember(member, invited.email)).rejects.toMatchObject({ code: "not_found" });
  expect(await audit()).toEqual([]);
  expect(await mailsTo(sandbox, invited.email)).toEqual([]);
});

test("an invitation that cannot be mailed is taken back", async () => {
  // No mail server accepts a line feed in an email, and none of our forms does.
  await expect(inviteMember(user, "nobody\n@example.com")).rejects.toThrow();
  expect((await getAccount(user)).invitations).toEqual([]);
  expect(await audit()).toEqual(["user.invited", "user.uninvited"]);
});

test("invitations are limited", async () => {
  for (let mail = 0; mail < 6; mail++) await inviteMember(user, invited.email);
  await expect(inviteMember(user, invited.email)).rejects.toMatchObject({ code: "too_many_mails" });
  expect(await mailsTo(sandbox, invited.email)).toHaveLength(6);
});

test.each([
  "Kahvila www.evil.example",
  "evil.example/pay",
  "a@evil.example",
  "http://evil.example/",
  "Soita 040 123 4567",
])("the business name %j is not in the mail, where it would become a link", async (name) => {
  const sender = await createMerchantUser(database, name);
  const email = `${randomUUID()}@example.com`;
  await inviteMember(sender, email);
  const [mail] = await mailsTo(sandbox, email);
  expect(mail?.subject).toBe("An invitation to Your company");
  for (const text of [mail?.text, mail?.html]) {
    expect(text).toContain(`${sender.email} invites you to join their business at Your company.`);
    expect(text).not.toMatch(/evil|123/);
  }
});

test("any other business name is in the text of the mail, and in no subject", async () => {
  const sender = await createMerchantUser(database, "Kahvila & Leipomo Oy");
  const email = `${randomUUID()}@example.com`;
  await inviteMember(sender, email);
  const [mail] = await mailsTo(sandbox, email);
  expect(mail?.subject).toBe("An invitation to Your company");
  expect(mail?.text).toContain("invites you to join “Kahvila & Leipomo Oy” at Your company.");
});
