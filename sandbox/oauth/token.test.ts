import { createHash } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../start.ts";
import {
  CALLBACK,
  claimsOf,
  connect,
  control,
  encodeState,
  getCode,
  MEMBERSHIP,
  requestToken,
  revokeToken,
  seeState,
  startTestSandbox,
} from "../testing.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());

const errorOf = async (response: Response) => ((await response.json()) as { error: string }).error;

test("a code becomes a token, whose claims name the connection", async () => {
  const metadata = JSON.parse('{"shop": "7", "__proto__": "plain data"}');
  const state = encodeState({ message: "Hi", partner_metadata: metadata });
  const code = await getCode(sandbox, { state });
  const response = await requestToken(sandbox, code);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/json");
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  const body = (await response.json()) as Record<string, string>;
  expect(Object.keys(body)).toEqual(["token_type", "access_token"]);
  expect(body.token_type).toBe("Bearer");

  const claims = claimsOf(body.access_token ?? "");
  const { connections, codes } = await seeState(sandbox);
  const connection = connections.find((candidate) => candidate.receipthero_id === claims.receipthero_id);
  expect(connection).toMatchObject({ status: "active", access_token: body.access_token });
  expect(JSON.stringify(connection?.partner_metadata)).toBe(JSON.stringify(metadata));
  expect(Math.abs(Number(claims.iat) - Date.now() / 1000)).toBeLessThan(5);
  expect(codes.find((candidate) => candidate.code === code)).toMatchObject({ used: true, tokenRequests: 1 });
});

test("form bodies work; a repeated parameter does not", async () => {
  const form = new URLSearchParams({
    grant_type: "authorization_code",
    code: await getCode(sandbox),
    client_id: "sandbox-client",
    client_secret: "sandbox-secret",
    redirect_uri: CALLBACK,
  });
  const send = (body: URLSearchParams) => fetch(`${sandbox.api}/api/oauth/token`, { method: "POST", body });
  const repeated = new URLSearchParams([...form, ["redirect_uri", CALLBACK]]);
  expect(await errorOf(await send(repeated))).toBe("invalid_request");
  expect((await send(form)).status).toBe(200);
});

test("a replayed code: invalid_grant, and the token of the first use still works", async () => {
  const code = await getCode(sandbox);
  const { access_token } = (await (await requestToken(sandbox, code)).json()) as { access_token: string };
  const replay = await requestToken(sandbox, code);
  expect(replay.status).toBe(400);
  expect(await errorOf(replay)).toBe("invalid_grant");
  expect((await revokeToken(sandbox, access_token)).status).toBe(200);
});

test("ten requests at once with one code: one token", async () => {
  const code = await getCode(sandbox);
  const responses = await Promise.all(Array.from({ length: 10 }, () => requestToken(sandbox, code)));
  expect(responses.filter((response) => response.status === 200)).toHaveLength(1);
});

test("a code lives for 60 seconds", async () => {
  const codes = [await getCode(sandbox), await getCode(sandbox)];
  await control(sandbox, "POST", "/clock", { advanceSeconds: 50 });
  expect((await requestToken(sandbox, codes[0] ?? "")).status).toBe(200);
  await control(sandbox, "POST", "/clock", { advanceSeconds: 10 });
  expect(await errorOf(await requestToken(sandbox, codes[1] ?? ""))).toBe("invalid_grant");
});

test.each([
  ["unknown code", { code: "nothing" }, 400, "invalid_grant"],
  ["other redirect_uri", { redirect_uri: MEMBERSHIP }, 400, "invalid_grant"],
  ["wrong secret", { client_secret: "wrong" }, 401, "invalid_client"],
  ["wrong client", { client_id: "wrong" }, 401, "invalid_client"],
  ["no code", { code: undefined }, 400, "invalid_request"],
  ["code that is a number", { code: 7 }, 400, "invalid_request"],
  ["other grant", { grant_type: "refresh_token" }, 400, "unsupported_grant_type"],
])("%s is refused, and the code is not used up", async (_name, changes, status, error) => {
  const code = await getCode(sandbox);
  const response = await requestToken(sandbox, code, changes);
  expect(response.status).toBe(status);
  expect(await errorOf(response)).toBe(error);
  expect((await requestToken(sandbox, code)).status).toBe(200);
});

test("other content types: 415; broken JSON: 400; above 64 KiB: 413; GET: 405", async () => {
  const send = (contentType: string, body: string) =>
    fetch(`${sandbox.api}/api/oauth/token`, { method: "POST", headers: { "Content-Type": contentType }, body });
  expect((await send("text/plain", "{}")).status).toBe(415);
  expect((await send("application/json", "{")).status).toBe(400);
  expect((await send("application/json", "[]")).status).toBe(400);
  expect((await send("application/json", JSON.stringify({ code: "a".repeat(70_000) }))).status).toBe(413);
  expect((await fetch(`${sandbox.api}/api/oauth/token`)).status).toBe(405);
});

test("PKCE is enforced when it was asked for", async () => {
  const verifier = "v".repeat(43);
  const code_challenge = createHash("sha256").update(verifier).digest("base64url");
  const code = await getCode(sandbox, { code_challenge, code_challenge_method: "S256" });
  expect(await errorOf(await requestToken(sandbox, code))).toBe("invalid_grant");
  expect(await errorOf(await requestToken(sandbox, code, { code_verifier: "w".repeat(43) }))).toBe("invalid_grant");
  expect((await requestToken(sandbox, code, { code_verifier: verifier })).status).toBe(200);
});

test("updating keeps the receipthero_id and ends the old token; a new connection has its own", async () => {
  await control(sandbox, "POST", "/reset", {});
  const first = await connect(sandbox);
  const updated = await connect(sandbox);
  expect(claimsOf(updated).receipthero_id).toBe(claimsOf(first).receipthero_id);
  expect(Number(claimsOf(updated).iat)).toBeGreaterThan(Number(claimsOf(first).iat));

  const code = await getCode(sandbox, {}, { account: "acc-aino" });
  const { access_token: other } = (await (await requestToken(sandbox, code)).json()) as { access_token: string };
  expect(claimsOf(other).receipthero_id).not.toBe(claimsOf(first).receipthero_id);

  expect((await revokeToken(sandbox, first)).status).toBe(404);
  expect((await revokeToken(sandbox, updated)).status).toBe(200);
  expect((await revokeToken(sandbox, other)).status).toBe(200);
});

test("revocation: 200 once, then 404; without a token 401", async () => {
  const token = await connect(sandbox);
  const before = (await seeState(sandbox)).revocations;
  const revoked = await revokeToken(sandbox, token);
  expect(revoked.status).toBe(200);
  expect(await revoked.json()).toEqual({ status: "revoked" });
  const again = await revokeToken(sandbox, token);
  expect(again.status).toBe(404);
  expect(await again.json()).toEqual({ error: "not_found" });
  expect((await fetch(`${sandbox.api}/api/oauth/revoke`, { method: "DELETE" })).status).toBe(401);
  expect((await seeState(sandbox)).revocations).toEqual({
    requests: before.requests + 2,
    revoked: before.revoked + 1,
    notFound: before.notFound + 1,
  });
});
