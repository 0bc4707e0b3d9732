import { randomUUID } from "node:crypto";
import { afterEach, expect } from "vitest";
import { maySignIn } from "@/lib/auth/sign-in/may-sign-in";
import { maySignUp } from "@/lib/auth/sign-in/may-sign-up";
import { env } from "@/lib/env";
import type { TestDatabase } from "@/test/database";
import { createAdmin, createOwner, createUser } from "@/test/factories";
import { test } from "@/test/fixtures";
import { invite } from "@/test/invitations";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
afterEach(() => {
  env().SIGN_UP = "open";
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const stranger = () => `${randomUUID()}@example.com`;

test("with SIGN_UP=open every address may create an account", async () => {
  expect(await maySignUp(stranger())).toBe(true);
});

test("with SIGN_UP=invited an account needs an invitation, and users keep theirs", async () => {
  env().SIGN_UP = "invited";
  const { merchant } = await createOwner(database);
  expect(await maySignUp(stranger())).toBe(false);
  expect(await maySignUp((await createUser(database)).email)).toBe(true);
  env().ADMIN_EMAILS.push("new-admin@example.com");
  expect(await maySignUp("new-admin@example.com")).toBe(true);

  expect(await maySignUp((await invite(await createAdmin(database))).email)).toBe(true);
  const expected = stranger();
  await rows(`INSERT INTO "ExpectedOwner" ("merchantId", email) VALUES ($1, $2)`, [merchant.id, expected]);
  expect(await maySignUp(expected)).toBe(true);
});

test.each([
  ["open", "now() + interval '1 day'", null, true],
  ["expired", "now() - interval '1 second'", null, false],
  ["used", "now() + interval '1 day'", "now()", false],
])("with SIGN_UP=invited a member's invitation that is %s counts: %s", async (_what, expiresAt, usedAt, counts) => {
  env().SIGN_UP = "invited";
  const { merchant } = await createOwner(database);
  const email = stranger();
  await rows(
    `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "expiresAt", "usedAt")
     VALUES ($1, $2, gen_random_uuid()::text, ${expiresAt}, ${usedAt})`,
    [merchant.id, email],
  );
  expect(await maySignUp(email)).toBe(counts);
});

test.each(["link", "code"] as const)(
  "a %s that was sent before the invitation was revoked creates no account",
  async (method) => {
    env().SIGN_UP = "invited";
    const comeAs = (email: string) => maySignIn(method, { user: { id: randomUUID(), email } });
    expect(await comeAs(stranger())).toBe("/sign-in/error?error=not_invited");
    expect(await comeAs((await createUser(database)).email)).toBe(true);
    expect(await comeAs((await invite(await createAdmin(database))).email)).toBe(true);
  },
);

test("an identity whose account has another address by now still signs in", async () => {
  env().SIGN_UP = "invited";
  const user = await createUser(database);
  expect(await maySignIn("link", { user: { id: user.id, email: stranger() } })).toBe(true);
});

test("the provider's confirmed address needs an invitation, and an unconfirmed one learns nothing of that", async () => {
  env().SIGN_UP = "invited";
  const comeAs = (email: string, isConfirmed: boolean) => {
    const sub = randomUUID();
    const account = { type: "oidc", provider: "oidc", providerAccountId: sub } as const;
    return maySignIn("sso", {
      user: { id: sub, email },
      account,
      profile: { sub, email, email_verified: isConfirmed },
    });
  };
  expect(await comeAs(stranger(), true)).toBe("/sign-in/error?error=not_invited");
  const { email } = await invite(await createAdmin(database));
  expect(await comeAs(email, false)).toBe("/sign-in/error?error=email_unconfirmed");
  expect(await comeAs(email, true)).toBe(true);
  const { rows: refused } = await database.client.query(
    `SELECT after FROM "AuditEvent" WHERE action = 'user.sign_in_refused' AND after->>'reason' = 'not_invited' AND after->>'method' = 'sso'`,
  );
  expect(refused).toHaveLength(1);
});
