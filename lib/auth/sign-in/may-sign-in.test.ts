import { randomUUID } from "node:crypto";
import { expect, vi } from "vitest";
import { maySignIn } from "@/lib/auth/sign-in/may-sign-in";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

const settings = vi.hoisted(() => ({ isEmailTrusted: false }));
vi.mock("@/lib/env", async (importOriginal) => {
  const actual = await importOriginal<typeof import("@/lib/env")>();
  const provider = { issuer: "https://login.example.com", clientId: "client", clientSecret: "secret", name: "Login" };
  return { ...actual, env: () => ({ ...actual.env(), oidc: { ...provider, ...settings } }) };
});

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

/** The answer to a sign-in at the provider with these claims. */
function comeWith(claims: object, sub: string = randomUUID()) {
  const account = { type: "oidc", provider: "oidc", providerAccountId: sub } as const;
  return maySignIn("sso", {
    user: { id: randomUUID(), email: `${sub}@example.com` },
    account,
    profile: { sub, ...claims },
  });
}
const address = () => ({ email: `${randomUUID()}@example.com` });

test("an address counts when it is confirmed, or when the operator trusts a provider that sends no claim", async () => {
  settings.isEmailTrusted = false;
  expect(await comeWith({ ...address(), email_verified: true })).toBe(true);
  expect(await comeWith(address())).toBe("/sign-in/error?error=email_claim_missing");
  settings.isEmailTrusted = true;
  expect(await comeWith(address())).toBe(true);
  expect(await comeWith({ ...address(), email_verified: false })).toBe("/sign-in/error?error=email_unconfirmed");
  expect(await comeWith({})).toBe("/sign-in/error?error=email_missing");
});

test("refusals of strangers fill the audit log up to a limit", async () => {
  for (let time = 0; time < 30; time += 1) await comeWith({ ...address(), email_verified: false });
  const { rows } = await database.client.query(
    `SELECT count(*)::int FROM "AuditEvent" WHERE action = 'user.sign_in_refused' AND "actorType" = 'SYSTEM'`,
  );
  expect(rows[0].count).toBe(20);
});

test("one identity signs in sixty times an hour at most, because each time leaves rows in the audit log", async () => {
  const sub = randomUUID();
  const answers: unknown[] = [];
  for (let time = 0; time < 61; time += 1) answers.push(await comeWith({ ...address(), email_verified: true }, sub));
  expect(new Set(answers.slice(0, 60))).toEqual(new Set([true]));
  expect(answers[60]).toBe("/sign-in/error?error=too_many_sign_ins");
});

test("a database that does not answer is not called a denial", async () => {
  await database.client.query(`ALTER TABLE "User" RENAME TO "Gone"`);
  expect(await comeWith({ ...address(), email_verified: true })).toBe("/sign-in/error");
  await database.client.query(`ALTER TABLE "Gone" RENAME TO "User"`);
});
