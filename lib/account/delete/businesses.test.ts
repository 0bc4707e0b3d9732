import { beforeEach, expect } from "vitest";
import { deleteAccount } from "@/lib/account/delete/delete";
import { sha256 } from "@/lib/crypto/tokens";
import { acceptInvitation } from "@/lib/merchants/members/accept-invitation";
import { affectedBusinesses, markOfEffects } from "@/lib/merchants/members/affected-businesses";
import { changeMemberRole } from "@/lib/merchants/members/change-role";
import { leaveMerchant } from "@/lib/merchants/members/leave";
import type { Owner } from "@/lib/principal";
import type { MemberRole } from "@/prisma/generated/enums";
import { dump, lockTable, type TestDatabase } from "@/test/database";
import { deleteAsShown } from "@/test/delete-account";
import { addConnection, createMember, createMerchant, createOwner, createUser, joinMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf } from "@/test/inspect";

// The businesses of a user who deletes the account: they are deleted, or stay with their other members.

const BUSINESS = "Tilitoimisto Mäkelä";

let database: TestDatabase;
let user: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createOwner(database, BUSINESS);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const audit = () => auditOf(database, user.merchant.id);
const joinNew = async (role: MemberRole) =>
  joinMerchant(database, user, await createMerchant(database, "Joined business"), role);

test("while members stay, only the user goes", async () => {
  const member = await createMember(database, user.merchant);
  const receiptheroId = await addConnection(database, user.merchant.id);
  await deleteAsShown(user);

  expect(await rows(`SELECT "userId" FROM "Member" WHERE "merchantId" = $1`, [user.merchant.id])).toEqual([
    { userId: member.id },
  ]);
  expect(await rows(`SELECT id FROM "Session" WHERE "userId" = $1`, [user.id])).toEqual([]);
  expect(await rows(`SELECT name, "deletedAt" FROM "Merchant" WHERE id = $1`, [user.merchant.id])).toEqual([
    { name: BUSINESS, deletedAt: null },
  ]);
  expect(await rows(`SELECT status, label FROM "Connection" WHERE "receiptheroId" = $1`, [receiptheroId])).toEqual([
    { status: "ACTIVE", label: "Shop in Turku" },
  ]);
  expect(await audit()).toEqual(["user.deleted"]);
  await deleteAsShown(member);
});

test("of the last two who delete their accounts at once, the second is told first that the business goes along", async () => {
  const member = await createMember(database, user.merchant);
  await addConnection(database, user.merchant.id);
  // Each was told that the business stays, so the second is told again.
  const shown = [markOfEffects(await affectedBusinesses(user)), markOfEffects(await affectedBusinesses(member))];
  const both = [deleteAccount(user, user.email, shown[0] ?? ""), deleteAccount(member, member.email, shown[1] ?? "")];
  const refused = (await Promise.allSettled(both)).flatMap((each) =>
    each.status === "rejected" ? [each.reason.code] : [],
  );
  expect(refused).toEqual(["effects_changed"]);
  expect(await audit()).toEqual(["user.deleted"]);
  const [left] = await rows(`SELECT "userId" FROM "Member" WHERE "merchantId" = $1`, [user.merchant.id]);
  await deleteAsShown(left?.userId === user.id ? user : member);

  expect(await dump(database)).not.toContain(BUSINESS);
  expect(await audit()).toEqual(["user.deleted", "user.deleted", "merchant.deleted", "connection.disconnecting"]);
});

test("each business of the user gets what was said: deleted, or left with its other members", async () => {
  const owned = user.merchant;
  const shared = (await createOwner(database, "Shared business")).merchant;
  await joinMerchant(database, user, shared, "OWNER");
  const read = (await createOwner(database, "Read business")).merchant;
  await joinMerchant(database, user, read, "READER");
  await addConnection(database, owned.id);
  await addConnection(database, shared.id);

  const said = Object.fromEntries((await affectedBusinesses(user)).map(({ business, effect }) => [business, effect]));
  expect(said).toEqual({ [BUSINESS]: "deleted", "Shared business": "stays", "Read business": "stays" });
  await deleteAsShown(user);
  expect(
    await rows(`SELECT name, "deletedAt" IS NULL AS stays FROM "Merchant" WHERE id = ANY ($1) ORDER BY name`, [
      [owned.id, shared.id, read.id],
    ]),
  ).toEqual([
    { name: "Deleted business", stays: false },
    { name: "Read business", stays: true },
    { name: "Shared business", stays: true },
  ]);
  expect(await rows(`SELECT DISTINCT status FROM "Connection" WHERE "merchantId" = $1`, [shared.id])).toEqual([
    { status: "ACTIVE" },
  ]);
  for (const { id } of [owned, shared, read]) expect(await auditOf(database, id)).toContain("user.deleted");
});

test("the last owner of a business with other members stays until another one is an owner", async () => {
  const member = await createMember(database, user.merchant, "MEMBER");
  expect(await affectedBusinesses(user)).toMatchObject([{ effect: "needs_owner" }]);
  await expect(deleteAsShown(user)).rejects.toMatchObject({ code: "last_owner" });
  expect(await rows(`SELECT 1 FROM "User" WHERE id = $1`, [user.id])).toHaveLength(1);

  await changeMemberRole(user, member.id, "OWNER");
  await deleteAsShown(user);
  expect(await rows(`SELECT "userId", role FROM "Member" WHERE "merchantId" = $1`, [user.merchant.id])).toEqual([
    { userId: member.id, role: "OWNER" },
  ]);
});

test.for<[string, (member: Owner) => Promise<unknown>]>([
  ["the other member leaves", (member) => leaveMerchant(member, "stays")],
  ["the other owner becomes a reader", (member) => changeMemberRole(user, member.id, "READER")],
  ["the user becomes the member of another business", () => joinNew("READER")],
])("when in the meantime %s, nothing is deleted that the page did not say", async ([, change]) => {
  const member = await createMember(database, user.merchant);
  await addConnection(database, user.merchant.id);
  const shown = markOfEffects(await affectedBusinesses(user));
  await change(member);
  const code = expect.stringMatching(/^(effects_changed|last_owner)$/);
  await expect(deleteAccount(user, user.email, shown)).rejects.toMatchObject({ code });
  expect(await rows(`SELECT 1 FROM "User" WHERE id = $1`, [user.id])).toHaveLength(1);
  expect(await rows(`SELECT status FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id])).toEqual([
    { status: "ACTIVE" },
  ]);
});

test("a business without an owner stays when its last member deletes the account", async () => {
  for (const role of ["MEMBER", "READER"] as const) {
    const last = await createMember(database, await createMerchant(database, "Made by the API"), role);
    await addConnection(database, last.merchant.id);
    expect(await affectedBusinesses(last)).toMatchObject([{ effect: "without_members" }]);
    await deleteAsShown(last);
    expect(await rows(`SELECT name, "deletedAt" FROM "Merchant" WHERE id = $1`, [last.merchant.id])).toEqual([
      { name: "Made by the API", deletedAt: null },
    ]);
    expect(await rows(`SELECT status FROM "Connection" WHERE "merchantId" = $1`, [last.merchant.id])).toEqual([
      { status: "ACTIVE" },
    ]);
    expect(await auditOf(database, last.merchant.id)).toEqual(["user.deleted"]);
  }
});

test("nobody joins a business that is being deleted", async () => {
  const invited = await createUser(database);
  await database.client.query(
    `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", role) VALUES ($1, $2, $3, 'OWNER')`,
    [user.merchant.id, invited.email, sha256("token")],
  );
  const release = await lockTable(database, "VerificationToken");
  const outcome = (work: Promise<unknown>) =>
    work.then(
      () => "done",
      (error) => error.code,
    );
  const deleting = outcome(deleteAsShown(user));
  const joining = outcome(acceptInvitation(invited, "token"));
  await release();
  // Depending on which came first, the account stays beside its new member, or the business is deleted with it.
  expect([
    ["effects_changed", "done"],
    ["done", "link_used_up"],
  ]).toContainEqual([await deleting, await joining]);
});
