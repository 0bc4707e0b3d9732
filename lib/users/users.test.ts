import { randomUUID } from "node:crypto";
import { beforeEach, expect, vi } from "vitest";
import { recentEvents } from "@/lib/audit/recent";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { maySignIn } from "@/lib/auth/sign-in/may-sign-in";
import { promoteAdmin } from "@/lib/auth/sign-in/promote-admin";
import { sha256 } from "@/lib/crypto/tokens";
import type { Admin, Owner, User } from "@/lib/principal";
import { changeRole } from "@/lib/users/change-role";
import { disableUser } from "@/lib/users/disable";
import { enableUser } from "@/lib/users/enable";
import { getUser } from "@/lib/users/get";
import { signOutUser } from "@/lib/users/sign-out";
import type { TestDatabase } from "@/test/database";
import { createAdmin, createOwner, createUser } from "@/test/factories";
import { test } from "@/test/fixtures";

const SETTLED_ADMIN = "settled@example.com";
process.env.ADMIN_EMAILS = SETTLED_ADMIN;

/** The session cookie of the current request. */
const request = { token: "" };

vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => ({ value: request.token }) }),
  headers: async () => new Headers(),
}));

let database: TestDatabase;
let admin: Admin;
let user: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "User"`);
  admin = await createAdmin(database);
  user = await createOwner(database);
});

/** The error codes of several changes. A change that succeeds has none. */
async function refusals(work: Promise<void>[]): Promise<string[]> {
  const results = await Promise.allSettled(work);
  return results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []));
}

const row = async (id: string) =>
  (await database.client.query(`SELECT role, "disabledAt" FROM "User" WHERE id = $1`, [id])).rows[0];
const admins = async () =>
  (await database.client.query(`SELECT id FROM "User" WHERE role = 'ADMIN' AND "disabledAt" IS NULL`)).rows;
const events = async () =>
  (
    await database.client.query(
      `SELECT action, "merchantId", before, after FROM "AuditEvent" WHERE "actorId" = $1 ORDER BY id`,
      [admin.id],
    )
  ).rows;
const sessionsOf = async (id: string) =>
  (await database.client.query(`SELECT id FROM "Session" WHERE "userId" = $1`, [id])).rows;

/** The user of a request with this session. */
async function visit(sessionId: string): Promise<User | null> {
  request.token = randomUUID();
  await database.client.query(`UPDATE "Session" SET "sessionToken" = $1 WHERE id = $2`, [
    sha256(request.token),
    sessionId,
  ]);
  return currentUser();
}

test("a role is changed, is in force at the next request, and the log has both", async () => {
  await changeRole(admin, user.id, "SUPPORT");
  expect(await visit(user.sessionId)).toMatchObject({ role: "SUPPORT" });
  await changeRole(admin, user.id, "SUPPORT");
  await changeRole(admin, user.id, "MERCHANT");
  expect(await events()).toEqual([
    {
      action: "user.role_changed",
      merchantId: null,
      before: { role: "MERCHANT" },
      after: { userId: user.id, role: "SUPPORT" },
    },
    {
      action: "user.role_changed",
      merchantId: null,
      before: { role: "SUPPORT" },
      after: { userId: user.id, role: "MERCHANT" },
    },
  ]);
  expect(await recentEvents(admin, { actorId: admin.id })).toMatchObject([
    { actor: admin.email, subject: user.email, roles: { before: "SUPPORT", after: "MERCHANT" } },
    { actor: admin.email, subject: user.email, roles: { before: "MERCHANT", after: "SUPPORT" } },
  ]);
});

test("nobody changes their own role or shuts themselves out, so the last admin stays", async () => {
  const { id } = admin;
  const refused = await refusals([changeRole(admin, id, "MERCHANT"), disableUser(admin, id), enableUser(admin, id)]);
  expect(refused).toEqual(["own_account", "own_account", "own_account"]);
  expect(await row(admin.id)).toEqual({ role: "ADMIN", disabledAt: null });
  expect(await events()).toEqual([]);
});

const takingAway = {
  "demote each other": [
    (by: Admin, of: Admin) => changeRole(by, of.id, "MERCHANT"),
    (by: Admin, of: Admin) => changeRole(by, of.id, "SUPPORT"),
  ],
  "disable each other": [
    (by: Admin, of: Admin) => disableUser(by, of.id),
    (by: Admin, of: Admin) => disableUser(by, of.id),
  ],
  "demote and disable each other": [
    (by: Admin, of: Admin) => changeRole(by, of.id, "MERCHANT"),
    (by: Admin, of: Admin) => disableUser(by, of.id),
  ],
} as const;

test.each(Object.entries(takingAway))("of two admins who %s at once, one stays", async (_, [one, two]) => {
  for (let round = 0; round < 5; round += 1) {
    await database.client.query(`DELETE FROM "User"`);
    const [left, right] = [await createAdmin(database), await createAdmin(database)];
    expect(await refusals([one(left, right), two(right, left)])).toEqual(["not_found"]);
    expect(await admins()).toHaveLength(1);
  }
});

test("of three admins who demote each other in a ring, one stays at least", async () => {
  const three = [await createAdmin(database), await createAdmin(database), admin];
  const next = (index: number) => three[(index + 1) % three.length] ?? admin;
  await refusals(three.map((one, index) => changeRole(one, next(index).id, "MERCHANT")));
  expect((await admins()).length).toBeGreaterThan(0);
});

test.each(["SUPPORT", "MERCHANT"] as const)("an admin who became %s in the meantime changes nobody", async (role) => {
  await database.client.query(`UPDATE "User" SET role = $1::"Role" WHERE id = $2`, [role, admin.id]);
  const { id } = user;
  const refused = await refusals([changeRole(admin, id, "ADMIN"), disableUser(admin, id), enableUser(admin, id)]);
  expect(refused).toEqual(["not_found", "not_found", "not_found"]);
  expect(await row(user.id)).toEqual({ role: "MERCHANT", disabledAt: null });
  expect(await events()).toEqual([]);
});

test("there is nobody to change where there is nobody", async () => {
  const id = randomUUID();
  const refused = await refusals([
    changeRole(admin, id, "ADMIN"),
    disableUser(admin, id),
    signOutUser(admin, id, null),
  ]);
  expect(refused).toEqual(["not_found", "not_found", "not_found"]);
  expect(await getUser(admin, randomUUID())).toBeNull();
});

test("a disabled user is signed out at the next request, and stays out until enabled", async () => {
  expect(await visit(user.sessionId)).toMatchObject({ id: user.id });
  await disableUser(admin, user.id);
  expect(await visit(user.sessionId)).toBeNull();
  expect(await sessionsOf(user.id)).toEqual([]);
  await disableUser(admin, user.id);

  // As a sign-in that is still running leaves it.
  await database.client.query(
    `INSERT INTO "Session" (id, "sessionToken", "userId", expires) VALUES ($1, $2, $3, now() + interval '1 day')`,
    [user.sessionId, randomUUID(), user.id],
  );
  expect(await visit(user.sessionId)).toBeNull();
  await enableUser(admin, user.id);
  expect(await visit(user.sessionId)).toBeNull();
  expect(await row(user.id)).toEqual({ role: "MERCHANT", disabledAt: null });
  await enableUser(admin, user.id);
  const after = { userId: user.id };
  expect(await events()).toMatchObject([
    { action: "user.disabled", after },
    { action: "user.enabled", after },
  ]);
});

test("a disabled user is refused at sign-in, by email and by a provider", async () => {
  const byMail = (user: { id: string; email: string }) =>
    maySignIn("link", { user, account: { type: "email", provider: "nodemailer", providerAccountId: user.email } });
  const bySso = (user: { id: string; email: string }) =>
    maySignIn("sso", {
      user,
      account: { type: "oidc", provider: "oidc", providerAccountId: user.email },
      profile: { sub: user.email, email: user.email, email_verified: true },
    });
  const refused = "/sign-in/error?error=account_disabled";
  expect([await byMail(user), await bySso(user)]).toEqual([true, true]);
  await disableUser(admin, user.id);
  for (const signIn of [byMail, bySso]) {
    expect(await signIn(user)).toBe(refused);
    expect(await signIn({ id: randomUUID(), email: user.email })).toBe(refused);
    expect(await signIn({ id: user.id, email: "another@example.com" })).toBe(refused);
    expect(await signIn(admin)).toBe(true);
    expect(await signIn({ id: randomUUID(), email: "nobody@example.com" })).toBe(true);
  }
  const { rows } = await database.client.query(
    `SELECT after FROM "AuditEvent" WHERE "actorId" = $1 AND action = 'user.sign_in_refused' ORDER BY id`,
    [user.id],
  );
  expect(rows.map(({ after }) => after.method)).toEqual(["link", "link", "link", "sso", "sso", "sso"]);
  expect(rows[0].after).toEqual({ method: "link", reason: "account_disabled" });
});

test("an address of ADMIN_EMAILS is an admin again at its next sign-in, and never by that enabled", async () => {
  const settled = { ...(await createUser(database)), email: SETTLED_ADMIN };
  await database.client.query(`UPDATE "User" SET email = $1 WHERE id = $2`, [SETTLED_ADMIN, settled.id]);
  await promoteAdmin(settled);
  expect(await row(settled.id)).toMatchObject({ role: "ADMIN" });
  expect(await getUser(admin, settled.id)).toMatchObject({ isSetAsAdmin: true });
  expect(await getUser(admin, user.id)).toMatchObject({ isSetAsAdmin: false });

  await changeRole(admin, settled.id, "SUPPORT");
  await promoteAdmin(settled);
  expect(await row(settled.id)).toMatchObject({ role: "ADMIN" });

  await changeRole(admin, settled.id, "SUPPORT");
  await disableUser(admin, settled.id);
  await promoteAdmin(settled);
  expect(await row(settled.id)).toEqual({ role: "SUPPORT", disabledAt: expect.any(Date) });
});

test("an admin ends one session of a user, or all of them", async () => {
  const more = async () => {
    const id = randomUUID();
    await database.client.query(
      `INSERT INTO "Session" (id, "sessionToken", "userId", expires) VALUES ($1, $2, $3, now() + interval '1 day')`,
      [id, randomUUID(), user.id],
    );
    return id;
  };
  const [second, third] = [await more(), await more()];
  const stranger = await createOwner(database);

  await expect(signOutUser(admin, user.id, stranger.sessionId)).rejects.toMatchObject({ code: "not_found" });
  await signOutUser(admin, user.id, second);
  expect((await sessionsOf(user.id)).map(({ id }) => id).sort()).toEqual([user.sessionId, third].sort());
  await signOutUser(admin, user.id, null);
  expect(await sessionsOf(user.id)).toEqual([]);
  await expect(signOutUser(admin, user.id, null)).rejects.toMatchObject({ code: "not_found" });
  expect(await sessionsOf(stranger.id)).toHaveLength(1);
  expect(await events()).toMatchObject([
    { action: "session.ended", after: { userId: user.id, sessionId: second } },
    { action: "session.ended", after: { userId: user.id, sessions: 2 } },
  ]);
});
