import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { raiseAlarms } from "@/lib/alarms/raise";
import { currentUser } from "@/lib/auth/sessions/current-user";
import { type SignInMethod, startSession } from "@/lib/auth/sessions/start";
import { maySignIn } from "@/lib/auth/sign-in/may-sign-in";
import { deleteExpired } from "@/lib/background/delete-expired";
import { sha256 } from "@/lib/crypto/tokens";
import { env } from "@/lib/env";
import { changeRole } from "@/lib/users/change-role";
import { getUser } from "@/lib/users/get";
import type { Role } from "@/prisma/generated/enums";
import { createAdmin, createUser } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { sendDue, subjectsTo } from "@/test/user-mails";

const SETTLED = "settled@example.com";
process.env.ADMIN_EMAILS = SETTLED;

/** The session cookie of the current request. */
const request = { token: "" };
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: () => ({ value: request.token }), has: () => false, set: () => {}, delete: () => {} }),
  headers: async () => new Headers(),
}));

const test = base
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** Signs a user in, and says who has the session in its next request. */
  .extend("signIn", () => async (userId: string, method: SignInMethod) => {
    request.token = "";
    const sessionToken = randomUUID();
    await startSession({ sessionToken, userId, expires: new Date(Date.now() + 1e8) }, method);
    return async () => {
      request.token = sessionToken;
      return currentUser();
    };
  })
  .extend("auditOf", ({ database }) => async (userId: string) => {
    const { rows } = await database.client.query(
      `SELECT before, after FROM "AuditEvent" WHERE action = 'user.role_changed_by_sso' AND after->>'userId' = $1 ORDER BY id`,
      [userId],
    );
    return rows.map(({ before, after }) => [before.role, after.role]);
  });

/** Lets groups decide, or staff sign in with the provider alone, or both. */
function configure(change: { staff?: "oidc"; groups?: boolean }) {
  env().AUTH_STAFF = change.staff ?? "any";
  env().oidc = {
    issuer: "https://login.example.com",
    clientId: "client",
    clientSecret: "secret",
    name: "Login",
    isEmailTrusted: false,
    scopes: [],
    roles: change.groups ? { claim: "groups", adminGroup: "admins", supportGroup: "support" } : null,
  };
}

test.beforeAll(({ database, mailSandbox }) => {
  expect([database, mailSandbox]).toHaveLength(2);
});
beforeEach<{ rows: (sql: string) => Promise<unknown[]> }>(async ({ rows }) => {
  await rows(`DELETE FROM "User"`);
});
afterEach(() => {
  env().AUTH_STAFF = "any";
  env().oidc = null;
});

/** The answer to a sign-in at the provider with these groups. */
function comeWith(email: string, groups: unknown) {
  const sub = randomUUID();
  return maySignIn("sso", {
    user: { id: randomUUID(), email },
    account: { type: "oidc", provider: "oidc", providerAccountId: sub },
    profile: { sub, email, email_verified: true, groups } as never,
  });
}

const byEmail = (email: string, method: "link" | "code" = "link") =>
  maySignIn(method, { user: { id: randomUUID(), email } });

test("with AUTH_STAFF=oidc neither a link nor a code signs in staff, and merchants and ADMIN_EMAILS sign in as before", async ({
  database,
  rows,
}) => {
  const [admin, merchant] = [await createAdmin(database), await createUser(database)];
  expect(await byEmail(admin.email)).toBe(true);
  configure({ staff: "oidc" });
  for (const method of ["link", "code"] as const) {
    expect(await byEmail(admin.email, method)).toBe("/sign-in/error?error=staff_by_email");
  }
  await rows(`UPDATE "User" SET role = 'SUPPORT' WHERE id = $1`, [admin.id]);
  expect(await byEmail(admin.email)).toBe("/sign-in/error?error=staff_by_email");
  expect(await comeWith(admin.email, [])).toBe(true);
  expect([await byEmail(merchant.email), await byEmail(SETTLED)]).toEqual([true, true]);
  const refused = await rows(
    `SELECT after->>'reason' AS reason FROM "AuditEvent" WHERE action = 'user.sign_in_refused' AND "actorId" = $1`,
    [admin.id],
  );
  expect(refused).toEqual(Array(3).fill({ reason: "staff_by_email" }));
});

test("with AUTH_STAFF=oidc only a session that the provider began is one of staff, also one from before", async ({
  database,
  rows,
  signIn,
}) => {
  const admin = await createAdmin(database);
  const [byLink, bySso] = [await signIn(admin.id, "link"), await signIn(admin.id, "sso")];
  expect([await byLink(), await bySso()]).toMatchObject([{ role: "ADMIN" }, { role: "ADMIN" }]);
  configure({ staff: "oidc" });
  expect([await byLink(), await bySso()]).toMatchObject([null, { role: "ADMIN" }]);
  const former = randomUUID();
  await rows(`INSERT INTO "Session" ("sessionToken", "userId", expires) VALUES ($1, $2, now() + interval '1 day')`, [
    sha256(former),
    admin.id,
  ]);
  request.token = former;
  expect(await currentUser()).toBeNull();
  // They are deleted, so none of them works again when the user is no longer staff.
  await deleteExpired();
  await rows(`UPDATE "User" SET role = 'MERCHANT' WHERE id = $1`, [admin.id]);
  expect([await byLink(), await bySso()]).toMatchObject([null, { role: "MERCHANT" }]);
  const merchant = await createUser(database);
  expect(await (await signIn(merchant.id, "code"))()).toMatchObject({ role: "MERCHANT" });
});

test("the way back of ADMIN_EMAILS works, is recorded, and alarms admins; it ends with the setting", async ({
  database,
  mailSandbox,
  rows,
  signIn,
}) => {
  configure({ staff: "oidc" });
  const [other, settled] = [await createAdmin(database), await createAdmin(database)];
  const support = await createAdmin(database);
  await rows(`UPDATE "User" SET role = 'SUPPORT' WHERE id = $1`, [support.id]);
  await rows(`UPDATE "User" SET email = $1 WHERE id = $2`, [SETTLED, settled.id]);
  const settledNow = await signIn(settled.id, "passkey");
  expect(await settledNow()).toMatchObject({ role: "ADMIN" });
  const noted = await rows(
    `SELECT after->>'method' AS method FROM "AuditEvent" WHERE action = 'user.way_back_used' AND "actorId" = $1`,
    [settled.id],
  );
  expect(noted).toEqual([{ method: "passkey" }]);
  await raiseAlarms();
  await sendDue();
  expect(await subjectsTo(mailSandbox, other.email)).toEqual([
    "Your company: an admin signed in without single sign-on",
  ]);
  expect(await subjectsTo(mailSandbox, support.email)).toEqual([]);

  env().ADMIN_EMAILS = [];
  expect(await settledNow()).toBeNull();
  env().ADMIN_EMAILS = [SETTLED];
  configure({});
  await signIn(settled.id, "link");
  expect(await rows(`SELECT 1 FROM "AuditEvent" WHERE action = 'user.way_back_used'`)).toHaveLength(1);
});

test("a role follows the groups of each sign-in, and who is in none loses it with all sessions", async ({
  database,
  auditOf,
  signIn,
}) => {
  configure({ groups: true });
  const user = await createUser(database);
  const now = await signIn(user.id, "sso");
  const steps: [unknown, Role][] = [
    [["others", "support"], "SUPPORT"],
    [["support", "admins"], "ADMIN"],
    ["admins", "ADMIN"],
    ["support", "SUPPORT"],
  ];
  for (const [groups, role] of steps) {
    expect(await comeWith(user.email, groups)).toBe(true);
    expect(await now()).toMatchObject({ role });
  }
  expect(await comeWith(user.email, undefined)).toBe(true);
  expect(await now()).toBeNull();
  expect(await auditOf(user.id)).toEqual([
    ["MERCHANT", "SUPPORT"],
    ["SUPPORT", "ADMIN"],
    ["ADMIN", "SUPPORT"],
    ["SUPPORT", "MERCHANT"],
  ]);
});

test("groups do not count for ADMIN_EMAILS, and not while the sign-in is refused", async ({
  database,
  rows,
  auditOf,
}) => {
  configure({ groups: true });
  const [settled, disabled] = [await createAdmin(database), await createUser(database)];
  await rows(`UPDATE "User" SET email = $1 WHERE id = $2`, [SETTLED, settled.id]);
  await rows(`UPDATE "User" SET "disabledAt" = now() WHERE id = $1`, [disabled.id]);
  expect(await comeWith(SETTLED, [])).toBe(true);
  expect(await comeWith(disabled.email, ["admins"])).toBe("/sign-in/error?error=account_disabled");
  expect([await auditOf(settled.id), await auditOf(disabled.id)]).toEqual([[], []]);
});

test("with SIGN_UP=invited, a group of staff is an invitation", async () => {
  configure({ groups: true });
  env().SIGN_UP = "invited";
  const stranger = () => `${randomUUID()}@example.com`;
  expect(await comeWith(stranger(), ["support"])).toBe(true);
  expect(await comeWith(stranger(), ["others"])).toBe("/sign-in/error?error=not_invited");
  env().SIGN_UP = "open";
});

test("when groups decide, a session of staff ends 12 hours after the sign-in, however often it is used", async ({
  database,
  rows,
  signIn,
}) => {
  const [admin, merchant] = [await createAdmin(database), await createUser(database)];
  const [ofAdmin, ofMerchant] = [await signIn(admin.id, "sso"), await signIn(merchant.id, "sso")];
  await rows(`UPDATE "Session" SET "createdAt" = now() - interval '12 hours'`);
  expect(await ofAdmin()).not.toBeNull();
  configure({ groups: true });
  expect([await ofAdmin(), await ofMerchant()]).toMatchObject([null, { role: "MERCHANT" }]);
});

test("no admin changes a role that the groups decide", async ({ database, rows }) => {
  const [admin, user] = [await createAdmin(database), await createUser(database)];
  const change = () => changeRole(admin, user.id, "SUPPORT");
  const isGoverned = async () => (await getUser(admin, user.id))?.isGoverned;
  configure({ groups: true });
  expect(await isGoverned()).toBe(false);
  await rows(
    `INSERT INTO "Account" ("userId", type, provider, "providerAccountId") VALUES ($1, 'oidc', 'https://login.example.com', 'subject')`,
    [user.id],
  );
  expect(await isGoverned()).toBe(true);
  await expect(change()).rejects.toMatchObject({ code: "role_governed" });
  await rows(`DELETE FROM "Account"`);
  configure({ groups: true, staff: "oidc" });
  expect(await isGoverned()).toBe(true);
  await expect(change()).rejects.toMatchObject({ code: "role_governed" });
  configure({ staff: "oidc" });
  expect(await isGoverned()).toBe(false);
  await change();
  expect(await rows(`SELECT role FROM "User" WHERE id = $1`, [user.id])).toEqual([{ role: "SUPPORT" }]);
});
