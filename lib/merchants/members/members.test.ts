import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { listSessions } from "@/lib/account/sessions/list";
import { findReader } from "@/lib/auth/members/find-reader";
import { changeMemberRole } from "@/lib/merchants/members/change-role";
import { leaveMerchant } from "@/lib/merchants/members/leave";
import { removeMember } from "@/lib/merchants/members/remove";
import type { Owner, User } from "@/lib/principal";
import { dump, type TestDatabase } from "@/test/database";
import {
  addAuthorizationRequest,
  addConnection,
  createMember,
  createMerchant,
  createOwner,
  createUser,
  joinMerchant,
} from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf } from "@/test/inspect";

let database: TestDatabase;
let user: Owner;
let member: Owner;
let stranger: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createOwner(database);
  member = await createMember(database, user.merchant);
  stranger = await createOwner(database, "Another business");
});

const members = async () =>
  (
    await database.client.query(`SELECT "userId" AS id, role FROM "Member" WHERE "merchantId" = $1 ORDER BY role, id`, [
      user.merchant.id,
    ])
  ).rows;
const audit = () => auditOf(database, user.merchant.id);
const codes = (results: PromiseSettledResult<void>[]) =>
  results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));

test("a member who is removed keeps the account, its sessions and the other business", async () => {
  await joinMerchant(database, member, stranger.merchant, "READER");
  await removeMember(user, member.id);
  expect(await members()).toEqual([{ id: user.id, role: "OWNER" }]);
  expect(await listSessions(member)).toHaveLength(1);
  expect(await findReader(member, user.merchant.id)).toBeNull();
  expect(await findReader(member, stranger.merchant.id)).toMatchObject({ memberRole: "READER" });
  expect(await dump(database)).toContain(member.email);
  expect(await audit()).toEqual(["user.left"]);
});

test("a user of another business is not found, like one that does not exist, and nobody removes themselves", async () => {
  for (const id of [stranger.id, randomUUID(), user.id]) {
    await expect(removeMember(user, id)).rejects.toMatchObject({ code: "not_found" });
  }
  for (const id of [stranger.id, randomUUID()]) {
    await expect(changeMemberRole(user, id, "READER")).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await members()).toHaveLength(2);
  expect(await audit()).toEqual([]);
});

test("an owner who was removed or demoted in the meantime changes nobody", async () => {
  const third = await createMember(database, user.merchant, "READER");
  await changeMemberRole(user, member.id, "MEMBER");
  await expect(removeMember(member, third.id)).rejects.toMatchObject({ code: "not_found" });
  await expect(changeMemberRole(member, third.id, "OWNER")).rejects.toMatchObject({ code: "not_found" });
  await removeMember(user, member.id);
  await expect(removeMember(member, third.id)).rejects.toMatchObject({ code: "not_found" });
  expect(await members()).toEqual([
    { id: user.id, role: "OWNER" },
    { id: third.id, role: "READER" },
  ]);
});

test("of two owners who remove or demote each other at once, one stays an owner", async () => {
  const removed = await Promise.allSettled([removeMember(user, member.id), removeMember(member, user.id)]);
  expect(codes(removed)).toEqual(["not_found"]);
  expect(await members()).toHaveLength(1);

  const [left, right] = [stranger, await createMember(database, stranger.merchant)];
  const demoted = await Promise.allSettled([
    changeMemberRole(left, right.id, "READER"),
    changeMemberRole(right, left.id, "READER"),
  ]);
  expect(codes(demoted)).toEqual(["not_found"]);
});

test("a role is changed, is in force at the next request, and the log has both", async () => {
  await changeMemberRole(user, member.id, "READER");
  expect(await findReader(member, user.merchant.id)).toMatchObject({ memberRole: "READER" });
  await changeMemberRole(user, member.id, "READER");
  const { rows } = await database.client.query(
    `SELECT action, before, after FROM "AuditEvent" WHERE "merchantId" = $1`,
    [user.merchant.id],
  );
  expect(rows).toEqual([
    {
      action: "user.member_role_changed",
      before: { memberRole: "OWNER" },
      after: { userId: member.id, memberRole: "READER" },
    },
  ]);
});

test("the last owner neither leaves nor takes a lower role while there are other members", async () => {
  await changeMemberRole(user, member.id, "MEMBER");
  await expect(changeMemberRole(user, user.id, "MEMBER")).rejects.toMatchObject({ code: "last_owner" });
  await expect(leaveMerchant(user, "stays")).rejects.toMatchObject({ code: "last_owner" });
  expect(await members()).toHaveLength(2);
  await leaveMerchant(member, "stays");
  expect(await members()).toEqual([{ id: user.id, role: "OWNER" }]);
});

test("of two owners who leave at once while there is another member, one stays", async () => {
  await createMember(database, user.merchant, "READER");
  const both = [leaveMerchant(user, "stays"), leaveMerchant(member, "stays")];
  expect(codes(await Promise.allSettled(both))).toEqual(["last_owner"]);
  expect((await members()).map(({ role }) => role)).toEqual(["OWNER", "READER"]);
});

test.each(["ACTIVE", "DISCONNECTING"])(
  "of the last two who leave at once, one stays while a connection is %s",
  async (status) => {
    const receiptheroId = await addConnection(database, user.merchant.id);
    if (status === "DISCONNECTING") {
      await database.client.query(
        `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
        [receiptheroId],
      );
    }
    const both = [leaveMerchant(user, "stays"), leaveMerchant(member, "stays")];
    expect(codes(await Promise.allSettled(both))).toEqual(["effects_changed"]);
    const left = await members();
    expect(left).toHaveLength(1);
    const last = left[0]?.id === user.id ? user : member;
    await expect(leaveMerchant(last, "deleted")).rejects.toMatchObject({ code: "last_member" });
    expect(await audit()).toEqual(["user.left"]);
    const label = await database.client.query(`SELECT label FROM "Connection" WHERE "receiptheroId" = $1`, [
      receiptheroId,
    ]);
    expect(label.rows).toEqual([{ label: "Shop in Turku" }]);
  },
);

test("the last one may leave when every connection has ended, and the business goes along", async () => {
  await database.client.query(`UPDATE "Merchant" SET name = 'Leipomo Virtanen' WHERE id = $1`, [user.merchant.id]);
  await addConnection(database, user.merchant.id, { label: "Leipomo label", status: "DISCONNECTED" });
  await addAuthorizationRequest(database, member, "Leipomo request");
  await leaveMerchant(member, "stays");
  await expect(leaveMerchant(user, "stays")).rejects.toMatchObject({ code: "effects_changed" });
  expect(await dump(database)).toContain("Leipomo");
  await leaveMerchant(user, "deleted");
  await expect(leaveMerchant(user, "deleted")).rejects.toMatchObject({ code: "not_found" });

  const text = await dump(database);
  expect(text).not.toContain("Leipomo");
  expect(text).toContain(user.email);
  expect(await audit()).toEqual(["user.left", "user.left", "merchant.deleted"]);
});

test.for<[string, (former: Owner) => Promise<void>]>([
  ["is removed", (former) => removeMember(user, former.id)],
  ["leaves", (former) => leaveMerchant(former, "stays")],
  ["is no longer an owner", (former) => changeMemberRole(user, former.id, "MEMBER")],
])("a member who %s cannot come back by an invitation, and those of others stay open", async ([, end]) => {
  const former = await joinMerchant(database, await createUser(database), user.merchant);
  const invite = (inviter: User, email: string) =>
    database.client.query(
      `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "invitedById") VALUES ($1, $2, $3, $4)`,
      [user.merchant.id, email, randomUUID(), inviter.id],
    );
  await invite(former, "second-mailbox@example.com");
  await invite(user, former.email);
  await invite(user, "other@example.com");
  await end(former);
  const { rows } = await database.client.query(`SELECT email FROM "Invitation" WHERE "merchantId" = $1`, [
    user.merchant.id,
  ]);
  expect(rows).toEqual([{ email: "other@example.com" }]);
});

test("an owner who cannot sign in does not count as the one who stays", async () => {
  await database.client.query(`UPDATE "User" SET "disabledAt" = now() WHERE id = $1`, [member.id]);
  await expect(leaveMerchant(user, "stays")).rejects.toMatchObject({ code: "last_owner" });
  await expect(changeMemberRole(user, user.id, "READER")).rejects.toMatchObject({ code: "last_owner" });
  expect(await members()).toHaveLength(2);
});

test.each(["MEMBER", "READER"] as const)(
  "a %s who is the last one leaves a business without an owner as it is, with its connections",
  async (role) => {
    const last = await createMember(database, await createMerchant(database, "Made by the API"), role);
    await addConnection(database, last.merchant.id);
    await expect(leaveMerchant(last, "deleted")).rejects.toMatchObject({ code: "effects_changed" });
    await leaveMerchant(last, "without_members");
    const { rows } = await database.client.query(
      `SELECT m.name, m."deletedAt", c.status, c.label FROM "Merchant" m JOIN "Connection" c ON c."merchantId" = m.id WHERE m.id = $1`,
      [last.merchant.id],
    );
    expect(rows).toEqual([{ name: "Made by the API", deletedAt: null, status: "ACTIVE", label: "Shop in Turku" }]);
    expect(await auditOf(database, last.merchant.id)).toEqual(["user.left"]);
  },
);
