import { randomUUID } from "node:crypto";
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
import { auditOf, auditOfUser } from "@/test/inspect";

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

/** Creates all personal data that the application can store about a user and their business. */
async function leaveTraces(): Promise<{ receiptheroId: string; personal: string[] }> {
  const { client } = database;
  const receiptheroId = await addConnection(database, user.merchant.id, { label: "Personal label" });
  await addConnection(database, user.merchant.id, { label: "Personal former label", status: "DISCONNECTED" });
  await addAuthorizationRequest(database, user, "Personal request");
  await client.query(`UPDATE "User" SET name = 'Personal Name' WHERE id = $1`, [user.id]);
  await client.query(`UPDATE "Session" SET "userAgent" = 'Personal browser' WHERE "userId" = $1`, [user.id]);
  await client.query(
    `INSERT INTO "EmailChange" ("userId", email, "tokenHash") VALUES ($1, 'personal@new.example', $2)`,
    [user.id, randomUUID()],
  );
  await client.query(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId") VALUES ($1, 'oidc', 'oidc', 'Personal subject')`,
    [user.id],
  );
  await client.query(`INSERT INTO "VerificationToken" VALUES ($1, $2, now())`, [user.email, randomUUID()]);
  await client.query(
    `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "invitedById") VALUES ($1, 'personal@invited.example', $2, $3)`,
    [user.merchant.id, randomUUID(), user.id],
  );
  await client.query(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload) VALUES ($1, 'receipt_notification', $2, $3)`,
    [randomUUID(), receiptheroId, { partner_metadata: { note: "Personal note" } }],
  );
  await client.query(
    `WITH done AS (INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state, "processedAt")
                   VALUES ($1, 'receipt_notification', $2, '{}', 'DONE', now()) RETURNING *)
     INSERT INTO "NotificationBody" SELECT "firstReceivedAt", id, '{"note": "Personal moved note"}' FROM done`,
    [randomUUID(), receiptheroId],
  );
  await client.query(
    `UPDATE "Connection" SET "reportedMetadata" = '{"note": "Personal note"}', "reportedAt" = now() WHERE "receiptheroId" = $1`,
    [receiptheroId],
  );
  await client.query(
    `INSERT INTO "Receipt" ("receiptheroId", "receiptId", "shopName", "readyAt") VALUES ($1, 'r-1', 'Personal shop', now())`,
    [receiptheroId],
  );
  // An event of an unknown type that arrived before the connection was known, and one with ReceiptHero's own words.
  await client.query(
    `INSERT INTO "Event" (type, "receiptheroId", data) VALUES ('receipthero.notification', $1, '{"notification": "Personal news"}')`,
    [receiptheroId],
  );
  await client.query(
    `INSERT INTO "Event" (type, "receiptheroId", "merchantId", data) VALUES ('receipt.rejected', $1, $2, '{"errors": "Personal sum"}')`,
    [receiptheroId, user.merchant.id],
  );
  return { receiptheroId, personal: [user.email, BUSINESS, "Personal", "personal@", "note of"] };
}

test("the last one's account leaves no personal data, ends the connections, and keeps the audit log", async () => {
  const { receiptheroId, personal } = await leaveTraces();
  const before = await dump(database);
  for (const text of personal) expect(before).toContain(text);

  await deleteAsShown(user);
  const after = await dump(database);
  for (const text of personal) expect(after).not.toContain(text);

  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [receiptheroId])).toEqual([
    { status: "DISCONNECTING" },
  ]);
  expect(await rows(`SELECT "deletedAt" FROM "Merchant" WHERE id = $1`, [user.merchant.id])).toEqual([
    { deletedAt: expect.any(Date) },
  ]);
  expect(await audit()).toEqual(["user.deleted", "merchant.deleted", "connection.disconnecting"]);
});

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

test("the confirmation is the user's email in any letter case; anything else deletes nothing", async () => {
  for (const typed of ["", BUSINESS, `x${user.email}`]) {
    await expect(deleteAsShown(user, typed)).rejects.toMatchObject({ code: "address_differs" });
  }
  expect(await audit()).toEqual([]);
  await deleteAsShown(user, ` ${user.email.toUpperCase()} `);
  expect(await rows(`SELECT 1 FROM "User" WHERE id = $1`, [user.id])).toEqual([]);
  await expect(deleteAsShown(user)).rejects.toMatchObject({ code: "address_differs" });
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

test("a user without a business can delete the account, and the log names nobody", async () => {
  const lone = await createUser(database);
  await deleteAsShown(lone);
  expect(await dump(database)).not.toContain(lone.email);
  expect(await auditOfUser(database, lone)).toEqual(["user.deleted"]);
});

test("an admin's account stays, so that one is always left", async () => {
  await database.client.query(`UPDATE "User" SET role = 'ADMIN' WHERE id = $1`, [user.id]);
  await expect(deleteAsShown(user)).rejects.toMatchObject({ code: "admin_account" });
  expect(await dump(database)).toContain(user.email);
});

test("another business is left as it is", async () => {
  const stranger = await createOwner(database, "Another business");
  await addConnection(database, stranger.merchant.id);
  await addAuthorizationRequest(database, stranger, "Another request");
  const theirs = () =>
    rows(
      `SELECT m.*, u.*, c.*, r.* FROM "Merchant" m JOIN "Member" b ON b."merchantId" = m.id JOIN "User" u ON u.id = b."userId"
         JOIN "Connection" c ON c."merchantId" = m.id JOIN "AuthorizationRequest" r ON r."merchantId" = m.id WHERE m.id = $1`,
      [stranger.merchant.id],
    );
  const before = await theirs();
  expect(before).toHaveLength(1);
  await deleteAsShown(user);
  expect(await theirs()).toEqual(before);
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

test("a consent that is being stored while the account is deleted ends with it", async () => {
  const { Client } = (await import("pg")).default;
  await addAuthorizationRequest(database, user, "Under way");
  const storing = new Client({ connectionString: database.url });
  await storing.connect();
  // The steps of lib/authorization/store.ts: lock the request, store the connection.
  await storing.query("BEGIN");
  await storing.query(`SELECT 1 FROM "AuthorizationRequest" WHERE "userId" = $1 FOR UPDATE`, [user.id]);
  const deleting = deleteAsShown(user);
  await storing.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     VALUES ($1, $2, 'Under way', '{receipt:read}', '{}', 'sealed')`,
    [randomUUID(), user.merchant.id],
  );
  await storing.query("COMMIT");
  await storing.end();
  await deleting;

  expect(await rows(`SELECT status, label FROM "Connection" WHERE "merchantId" = $1`, [user.merchant.id])).toEqual([
    { status: "DISCONNECTING", label: "" },
  ]);
});
