import { randomUUID } from "node:crypto";
import { beforeEach, expect, vi } from "vitest";
import { requestEmailChange } from "@/lib/account/email-change/request";
import { authAdapter } from "@/lib/auth/adapter";
import { listIdentities } from "@/lib/auth/identities/list";
import { mayUnlinkIdentity, unlinkIdentity, unlinkIdentityAsAdmin } from "@/lib/auth/identities/unlink";
import { env } from "@/lib/env";
import type { User } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { createAdmin, createUser } from "@/test/factories";
import { test } from "@/test/fixtures";

process.env.AUTH_OIDC_ISSUER = "https://login.example.com/realm/";
process.env.AUTH_OIDC_CLIENT_ID = "client";
process.env.AUTH_OIDC_CLIENT_SECRET = "secret";
process.env.AUTH_OIDC_NAME = "Example login";

const { mails, request } = vi.hoisted(() => ({
  mails: [] as { to: string; subject: string }[],
  request: { token: "" },
}));
vi.mock("@/lib/mail/send", () => ({
  sendMail: async (mail: { to: string; subject: string }) => void mails.push(mail),
}));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (request.token && name === "session" ? { value: request.token } : undefined),
    has: () => false,
    set: () => {},
  }),
  headers: async () => new Headers(),
}));

let database: TestDatabase;
let user: User;
let adapter: ReturnType<typeof authAdapter>;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
  adapter = authAdapter("sso");
});
beforeEach(async () => {
  user = await createUser(database);
  mails.length = 0;
  request.token = "";
});

const link = async (userId: string, subject: string) =>
  adapter.linkAccount?.({ userId, type: "oidc", provider: "oidc", providerAccountId: subject });
const ownerOf = async (subject: string) =>
  (await adapter.getUserByAccount?.({ provider: "oidc", providerAccountId: subject }))?.id ?? null;
const eventsOf = async (actorId: string) =>
  (
    await database.client.query(
      `SELECT action, "merchantId", after FROM "AuditEvent" WHERE "actorId" = $1 ORDER BY id`,
      [actorId],
    )
  ).rows;

test("Auth.js is shown no session, so a cookie decides nothing", async () => {
  const token = randomUUID();
  await adapter.createSession?.({ sessionToken: token, userId: user.id, expires: new Date(Date.now() + 60_000) });
  expect(await adapter.getSessionAndUser?.(token)).toBeNull();
});

test("linking is recorded without an address, and mailed to the account", async () => {
  const subject = randomUUID();
  await link(user.id, subject);
  expect(await ownerOf(subject)).toBe(user.id);
  const [identity] = await listIdentities(user);
  expect(identity).toMatchObject({ provider: "Example login", isUsable: true });
  expect(await eventsOf(user.id)).toEqual([
    { action: "user.identity_linked", merchantId: null, after: { userId: user.id, identityId: identity?.id } },
  ]);
  expect(mails.map(({ to }) => to)).toEqual([user.email]);
});

test("an identity is unlinked by its owner alone or by an admin, once, and the owner is told", async () => {
  await link(user.id, randomUUID());
  const [identity] = await listIdentities(user);
  const [other, admin] = [await createUser(database), await createAdmin(database)];
  const id = identity?.id ?? "";
  await expect(unlinkIdentity(other, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await listIdentities(user)).toHaveLength(1);

  await unlinkIdentityAsAdmin(admin, user.id, id);
  await expect(unlinkIdentityAsAdmin(admin, user.id, id)).rejects.toMatchObject({ code: "not_found" });
  expect(await listIdentities(user)).toEqual([]);
  expect(await eventsOf(admin.id)).toEqual([
    { action: "user.identity_unlinked", merchantId: null, after: { userId: user.id, identityId: id } },
  ]);
  expect(mails.map(({ to }) => to)).toEqual([user.email, user.email]);
});

test("staff whose role groups decide change neither their address nor their identity, so they have one account", async () => {
  const admin = await createAdmin(database);
  await link(admin.id, randomUUID());
  const [identity] = await listIdentities(admin);
  const id = identity?.id ?? "";
  const { oidc } = env();
  const roles = { claim: "groups", adminGroup: "admins", supportGroup: null };
  env().oidc = oidc && { ...oidc, roles };
  try {
    await expect(requestEmailChange(admin, "other@example.com")).rejects.toMatchObject({ code: "staff_email" });
    expect(await mayUnlinkIdentity(admin)).toBe(false);
    await expect(unlinkIdentity(admin, id)).rejects.toMatchObject({ code: "not_found" });
    await link(user.id, randomUUID());
    expect(await mayUnlinkIdentity(user)).toBe(true);
  } finally {
    env().oidc = oidc;
  }
  expect(await mayUnlinkIdentity(admin)).toBe(true);
  await unlinkIdentity(admin, id);
});

test("the same subject of another issuer is another user", async () => {
  const subject = randomUUID();
  await link(user.id, subject);
  await database.client.query(`UPDATE "Account" SET provider = 'https://other.example.com' WHERE "userId" = $1`, [
    user.id,
  ]);
  expect(await ownerOf(subject)).toBeNull();
  expect(await listIdentities(user)).toMatchObject([{ provider: "https://other.example.com", isUsable: false }]);
});

test("a sign-in is recorded with its method, and ends the session that the browser had", async () => {
  const other = await createUser(database);
  const first = randomUUID();
  await adapter.createSession?.({ sessionToken: first, userId: user.id, expires: new Date(Date.now() + 60_000) });
  request.token = first;
  await adapter.createSession?.({
    sessionToken: randomUUID(),
    userId: other.id,
    expires: new Date(Date.now() + 60_000),
  });

  expect(await eventsOf(user.id)).toMatchObject([
    { action: "user.signed_in", merchantId: null, after: { method: "sso" } },
    { action: "user.signed_out" },
  ]);
  expect(await eventsOf(other.id)).toMatchObject([{ action: "user.signed_in" }]);
});

test("an expired link is recorded as a refused sign-in, a made-up one is not", async () => {
  const byMail = authAdapter("link");
  const token = randomUUID();
  await database.client.query(
    `INSERT INTO "VerificationToken" (identifier, token, expires) VALUES ($1, $2, now() - interval '1 second')`,
    [user.email, token],
  );
  expect(await byMail.useVerificationToken?.({ identifier: user.email, token: "made up" })).toBeNull();
  expect(await eventsOf(user.id)).toEqual([]);
  expect(await byMail.useVerificationToken?.({ identifier: user.email, token })).toMatchObject({ token });
  expect(await byMail.useVerificationToken?.({ identifier: user.email, token })).toBeNull();
  expect(await eventsOf(user.id)).toMatchObject([
    { action: "user.sign_in_refused", after: { method: "link", reason: "link_expired" } },
  ]);
});
