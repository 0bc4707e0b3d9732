import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeEach, expect, vi } from "vitest";
import { linkIdentity } from "@/lib/auth/identities/link";
import { hasProof } from "@/lib/auth/proof/proof";
import { finishProviderProof, isProviderProof, startProviderProof } from "@/lib/auth/proof/provider-proof";
import type { TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

const { jar, claims } = vi.hoisted(() => ({
  jar: new Map<string, string>(),
  claims: { current: {} as Record<string, unknown> },
}));
vi.mock("@/lib/mail/send", () => ({ sendMail: async () => {} }));
vi.mock("next/headers", () => ({
  cookies: async () => ({
    get: (name: string) => (jar.has(name) ? { value: jar.get(name) } : undefined),
    set: (name: string, value: string) => jar.set(name, value),
    delete: ({ name }: { name: string }) => jar.delete(name),
  }),
}));

let database: TestDatabase;
let provider: Server;
let issuer: string;
let user: Awaited<ReturnType<typeof createOwner>>;

/** A provider that returns the claims in `claims`, which the test sets. Its metadata names no signing key. */
function answer(path: string): object {
  if (path.startsWith("/.well-known/")) {
    return { issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
  }
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const now = Math.floor(Date.now() / 1000);
  const token = { iss: issuer, aud: "client", iat: now, exp: now + 60, ...claims.current };
  const idToken = `${encode({ alg: "RS256" })}.${encode(token)}.signature`;
  return { access_token: "access", token_type: "Bearer", id_token: idToken };
}

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  provider = createServer((request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(answer(request.url ?? "")));
  });
  await new Promise<void>((resolve) => provider.listen(0, "127.0.0.1", resolve));
  issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
  process.env.AUTH_OIDC_ISSUER = issuer;
  process.env.AUTH_OIDC_CLIENT_ID = "client";
  process.env.AUTH_OIDC_CLIENT_SECRET = "secret";
  process.env.AUTH_OIDC_NAME = "Example login";
});
beforeEach(async () => {
  jar.clear();
  user = await createOwner(database);
  await linkIdentity(user.id, user.email);
  await database.client.query(`UPDATE "Session" SET "provenAt" = now() - interval '1 hour'`);
});
afterAll(() => {
  provider.close();
});

/**
 * Goes to the provider and back.
 * @param said claims of the ID token, besides those that every one has
 */
async function prove(said: Record<string, unknown>) {
  const url = await startProviderProof();
  const { state = "", nonce } = Object.fromEntries(url?.searchParams ?? []);
  claims.current = { nonce, sub: user.email, ...said };
  const callback = new URLSearchParams({ code: "code", state });
  expect(await isProviderProof(callback)).toBe(true);
  return finishProviderProof(user, callback);
}

const secondsAgo = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

test("the request asks for a new sign-in", async () => {
  const url = await startProviderProof();
  expect(Object.fromEntries(url?.searchParams ?? [])).toMatchObject({
    prompt: "login",
    max_age: "0",
    code_challenge_method: "S256",
    redirect_uri: expect.stringMatching(/\/api\/auth\/callback\/oidc$/),
  });
});

test("a sign-in of just now at the provider proves the session", async () => {
  expect(await prove({ auth_time: secondsAgo(2) })).toBe("proven");
  expect(await hasProof(user)).toBe(true);
});

test("a sign-in of ten minutes ago proves for five minutes more, and not for fifteen", async () => {
  expect(await prove({ auth_time: secondsAgo(600) })).toBe("proven");
  const { rows } = await database.client.query(
    `SELECT round(extract(epoch FROM now() - "provenAt") / 60)::int AS minutes FROM "Session" WHERE id = $1`,
    [user.sessionId],
  );
  expect(rows).toEqual([{ minutes: 10 }]);
});

test.each([
  ["no auth_time", {}],
  ["an auth_time of sixteen minutes ago", { auth_time: secondsAgo(960) }],
])("%s leaves the code", async (_what, said) => {
  expect(await prove(said)).toBe("stale");
  expect(await hasProof(user)).toBe(false);
});

test.each([
  ["another user", { sub: "somebody else" }, "other_identity"],
  ["another nonce", { nonce: "another" }, "failed"],
  ["another audience", { aud: "another" }, "failed"],
  ["a token that has expired", { exp: secondsAgo(600) }, "failed"],
])("%s proves nothing", async (_what, said, result) => {
  expect(await prove({ auth_time: secondsAgo(2), ...said })).toBe(result);
  expect(await hasProof(user)).toBe(false);
});

test("an identity of another user proves nothing", async () => {
  const other = await createOwner(database);
  await linkIdentity(other.id, other.email);
  expect(await prove({ auth_time: secondsAgo(2), sub: other.email })).toBe("other_identity");
});

test("an answer counts once, and only for the browser that asked", async () => {
  expect(await prove({ auth_time: secondsAgo(2) })).toBe("proven");
  const again = new URLSearchParams({ code: "code", state: "state" });
  expect(await isProviderProof(again)).toBe(false);
  expect(await finishProviderProof(user, again)).toBe("failed");
});
