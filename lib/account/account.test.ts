import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { changeProfile } from "@/lib/account/change-profile";
import { getAccount } from "@/lib/account/get";
import { endSession } from "@/lib/account/sessions/end";
import { listSessions } from "@/lib/account/sessions/list";
import { getMember } from "@/lib/merchants/members/get";
import { listInvitations, listMembers } from "@/lib/merchants/members/list";
import { renameMerchant } from "@/lib/merchants/rename";
import type { Owner } from "@/lib/principal";
import { dump, type TestDatabase } from "@/test/database";
import { addConnection, createMember, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOfUser } from "@/test/inspect";

let database: TestDatabase;
let user: Owner;
let stranger: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createOwner(database);
  stranger = await createOwner(database, "Another business");
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const events = () => rows(`SELECT action, before, after FROM "AuditEvent" WHERE "merchantId" = $1`, [user.merchant.id]);

test("the account shows the user, the members of the same business, and what is open of its invitations", async () => {
  const member = await createMember(database, user.merchant, "READER");
  const invite = (email: string, expires: string, merchantId = user.merchant.id) =>
    database.client.query(
      `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "expiresAt") VALUES ($1, $2, $3, now() + $4::interval)`,
      [merchantId, email, randomUUID(), expires],
    );
  await invite("open@example.com", "1 day");
  await invite("expired@example.com", "0 days");
  await invite("elsewhere@example.com", "1 day", stranger.merchant.id);

  expect(await getAccount(user)).toEqual({ name: null, email: user.email, timeZone: null });
  expect(await listMembers(user)).toEqual([
    { id: user.id, name: null, email: user.email, role: "OWNER", isSelf: true },
    { id: member.id, name: null, email: member.email, role: "READER", isSelf: false },
  ]);
  expect((await listInvitations(user)).map(({ email, role }) => [email, role])).toEqual([
    ["open@example.com", "MEMBER"],
  ]);
});

test("a business is renamed, once, and the log does not hold the name", async () => {
  await renameMerchant(user, "Kirjakauppa Koivu Oy");
  await renameMerchant(user, "Kirjakauppa Koivu Oy");

  expect(await rows(`SELECT name FROM "Merchant" WHERE id = $1`, [user.merchant.id])).toEqual([
    { name: "Kirjakauppa Koivu Oy" },
  ]);
  expect(await events()).toEqual([{ action: "merchant.renamed", before: null, after: null }]);
  expect(await rows(`SELECT name FROM "Merchant" WHERE id = $1`, [stranger.merchant.id])).toEqual([
    { name: "Another business" },
  ]);
});

test.each([
  ["removed", `DELETE FROM "Member" WHERE "userId" = $1`],
  ["demoted", `UPDATE "Member" SET role = 'MEMBER' WHERE "userId" = $1`],
])("an owner who was %s in the meantime renames nothing", async (_, change) => {
  await database.client.query(change, [user.id]);
  await expect(renameMerchant(user, "Mine after all")).rejects.toMatchObject({ code: "not_found" });
  expect(await dump(database)).not.toContain("Mine after all");
  expect(await events()).toEqual([]);
});

test("a profile is changed, and an empty name is no name; the log holds the language and the time zone alone", async () => {
  await changeProfile(user, { name: "Aino Aalto", locale: "en", timeZone: null });
  expect(await getAccount(user)).toMatchObject({ name: "Aino Aalto" });
  await changeProfile(user, { name: "Aino Aalto", locale: "en", timeZone: null });
  await changeProfile(user, { name: "", locale: "en", timeZone: null });

  expect(await getAccount(user)).toMatchObject({ name: null });
  const after = { locale: "en", timeZone: null };
  const changed = { action: "user.changed", before: after, after };
  expect(await rows(`SELECT action, before, after FROM "AuditEvent" WHERE "actorId" = $1`, [user.id])).toEqual([
    { ...changed, before: { locale: null, timeZone: null } },
    changed,
  ]);
  expect(await events()).toEqual([]);
});

test("sessions are listed with their browser, this one first, and without their tokens", async () => {
  await database.client.query(
    `INSERT INTO "Session" ("sessionToken", "userId", expires, "lastUsedAt", "userAgent") VALUES
       ('hash-a', $1, now() + interval '1 day', now() - interval '2 days', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/145.0'),
       ('hash-b', $1, now() + interval '1 day', now() + interval '1 minute', 'something else'),
       ('hash-c', $1, now(), now(), 'expired')`,
    [user.id],
  );
  const sessions = await listSessions(user);
  expect(sessions).toMatchObject([
    { id: user.sessionId, isThis: true },
    { browser: null, system: null, isThis: false },
    { browser: "Firefox", system: "Linux", isThis: false },
  ]);
  expect(JSON.stringify(sessions)).not.toContain("hash-");
});

test("one's own session can be ended, anyone else's is not found", async () => {
  const member = await createMember(database, user.merchant);
  for (const id of [stranger.sessionId, member.sessionId, randomUUID()]) {
    await expect(endSession(user, id)).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await auditOfUser(database, user)).toEqual([]);

  await endSession(user, user.sessionId);
  expect(await listSessions(user)).toEqual([]);
  expect(await listSessions(stranger)).toHaveLength(1);
  expect(await listSessions(member)).toHaveLength(1);
  expect(await auditOfUser(database, user)).toEqual(["session.ended"]);
});

test("a member is found, a user of another business is not", async () => {
  const member = await createMember(database, user.merchant);
  await addConnection(database, user.merchant.id);
  await addConnection(database, user.merchant.id, { status: "DISCONNECTED" });

  expect(await getMember(user, member.id)).toMatchObject({
    email: member.email,
    role: "OWNER",
    isLast: false,
    effect: null,
  });
  expect(await getMember(user, user.id)).toMatchObject({ isLast: false, effect: "stays", connections: 1 });
  expect(await getMember(stranger, stranger.id)).toMatchObject({ isLast: true, effect: "deleted", connections: 0 });
  expect(await getMember(user, stranger.id)).toBeNull();
  expect(await getMember(user, randomUUID())).toBeNull();
});
