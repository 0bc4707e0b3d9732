import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { changeProfile } from "@/lib/account/change-profile";
import { getAccount } from "@/lib/account/get";
import { endSession } from "@/lib/account/sessions/end";
import { listSessions } from "@/lib/account/sessions/list";
import { getMember } from "@/lib/merchants/members/get";
import { renameMerchant } from "@/lib/merchants/rename";
import type { MerchantUser } from "@/lib/principal";
import { createMerchantUser, createUser, dump, type TestDatabase } from "@/test/database";
import { addConnection, auditOf } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let user: MerchantUser;
let stranger: MerchantUser;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createMerchantUser(database);
  stranger = await createMerchantUser(database, "Another business");
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const events = () => rows(`SELECT action, before, after FROM "AuditEvent" WHERE "merchantId" = $1`, [user.merchant.id]);

test("the account shows the user, the members of the same business, and what is open of its invitations", async () => {
  const member = await createUser(database, user.merchant);
  const invite = (email: string, expires: string, merchantId = user.merchant.id) =>
    database.client.query(
      `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "expiresAt") VALUES ($1, $2, $3, now() + $4::interval)`,
      [merchantId, email, randomUUID(), expires],
    );
  await invite("open@example.com", "1 day");
  await invite("expired@example.com", "0 days");
  await invite("elsewhere@example.com", "1 day", stranger.merchant.id);

  const account = await getAccount(user);
  expect(account).toMatchObject({ business: user.merchant.name, name: null, email: user.email, locale: "en" });
  expect(account.others).toEqual([{ id: member.id, name: null, email: member.email }]);
  expect(account.invitations.map(({ email }) => email)).toEqual(["open@example.com"]);
});

test("a business is renamed, once, and the log does not hold the name", async () => {
  await renameMerchant(user, "Kirjakauppa Koivu Oy");
  await renameMerchant(user, "Kirjakauppa Koivu Oy");

  expect(await rows(`SELECT name FROM "Merchant" WHERE id = $1`, [user.merchant.id])).toEqual([
    { name: "Kirjakauppa Koivu Oy" },
  ]);
  expect(await events()).toEqual([{ action: "merchant.renamed", before: null, after: null }]);
  expect((await getAccount(stranger)).business).toBe("Another business");
});

test("a member who was removed in the meantime renames nothing", async () => {
  await database.client.query(`UPDATE "User" SET "merchantId" = NULL WHERE id = $1`, [user.id]);
  await expect(renameMerchant(user, "Mine after all")).rejects.toMatchObject({ code: "not_found" });
  expect(await dump(database)).not.toContain("Mine after all");
  expect(await events()).toEqual([]);
});

test("a profile is changed, and an empty name is no name; the log holds the language alone", async () => {
  await changeProfile(user, { name: "Aino Aalto", locale: "en" });
  expect(await getAccount(user)).toMatchObject({ name: "Aino Aalto", locale: "en" });
  await changeProfile(user, { name: "Aino Aalto", locale: "en" });
  await changeProfile(user, { name: "", locale: "en" });

  expect(await getAccount(user)).toMatchObject({ name: null });
  const changed = { action: "user.changed", before: { locale: "en" }, after: { locale: "en" } };
  expect(await events()).toEqual([changed, changed]);
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
  const member = await createUser(database, user.merchant);
  for (const id of [stranger.sessionId, member.sessionId, randomUUID()]) {
    await expect(endSession(user, id)).rejects.toMatchObject({ code: "not_found" });
  }
  expect(await events()).toEqual([]);

  await endSession(user, user.sessionId);
  expect(await listSessions(user)).toEqual([]);
  expect(await listSessions(stranger)).toHaveLength(1);
  expect(await listSessions(member)).toHaveLength(1);
  expect(await auditOf(database, user.merchant.id)).toEqual(["session.ended"]);
});

test("a member is found, a user of another business is not", async () => {
  const member = await createUser(database, user.merchant);
  await addConnection(database, user.merchant.id);
  await addConnection(database, user.merchant.id, { status: "DISCONNECTED" });

  expect(await getMember(user, member.id)).toMatchObject({
    email: member.email,
    isSelf: false,
    isLast: false,
  });
  expect(await getMember(user, user.id)).toMatchObject({ isSelf: true, isLast: false, connections: 1 });
  expect(await getMember(stranger, stranger.id)).toMatchObject({ isSelf: true, isLast: true, connections: 0 });
  expect(await getMember(user, stranger.id)).toBeNull();
  expect(await getMember(user, randomUUID())).toBeNull();
});
