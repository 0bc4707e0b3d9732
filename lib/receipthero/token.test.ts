import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { log } from "@/lib/log";
import { exchangeCode } from "@/lib/receipthero/token";
import type { Sandbox } from "@/sandbox/start";
import { control, getCode, seeState, startTestSandbox } from "@/sandbox/testing";

// RFC 7636, appendix B.
const CHALLENGE = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
const VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

let sandbox: Sandbox;

const setFault = (fault: string) => control(sandbox, "PUT", "/faults", { endpoint: "token", fault });

beforeAll(async () => {
  sandbox = await startTestSandbox();
  process.env.RECEIPTHERO_PAGES_URL = sandbox.pages;
  process.env.RECEIPTHERO_API_URL = sandbox.api;
});
beforeEach(() => control(sandbox, "POST", "/reset", {}));
afterAll(() => sandbox.close());

test("a code becomes an access token", async () => {
  const token = await exchangeCode(await getCode(sandbox), null);
  const state = await seeState(sandbox);
  expect(state.connections).toMatchObject([{ receipthero_id: token.receiptheroId, access_token: token.accessToken }]);
});

test("PKCE: the right verifier is needed", async () => {
  await expect(exchangeCode(await getCode(sandbox, CHALLENGE), null)).rejects.toMatchObject({ code: "code_expired" });
  await expect(exchangeCode(await getCode(sandbox, CHALLENGE), VERIFIER)).resolves.toHaveProperty("receiptheroId");
});

test("a code that is a minute old is expired", async () => {
  const code = await getCode(sandbox);
  await control(sandbox, "POST", "/clock", { advanceSeconds: 61 });
  await expect(exchangeCode(code, null)).rejects.toMatchObject({ code: "code_expired" });
});

test.each([
  ["500", "exchange_failed"],
  ["503", "exchange_failed"],
  ["redirect", "exchange_failed"],
  ["html", "exchange_failed"],
  ["cut", "exchange_failed"],
  ["endless", "exchange_failed"],
  ["refused", "exchange_failed"],
  ["no-claim", "bad_token"],
  ["not-jwt", "bad_token"],
])("the token endpoint's fault %s is answered with %s, and not by trying again", async (fault, code) => {
  const authorizationCode = await getCode(sandbox);
  // Only once: a second request would succeed.
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault, ...(fault !== "refused" && { times: 1 }) });
  await expect(exchangeCode(authorizationCode, null)).rejects.toMatchObject({ code });
  expect((await seeState(sandbox)).redirectsFollowed).toBe(0);
});

test("a connection that is refused at first is tried again: nothing was sent", async () => {
  const code = await getCode(sandbox);
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "refused" });
  const exchange = exchangeCode(code, null);
  await control(sandbox, "DELETE", "/faults");
  await expect(exchange).resolves.toHaveProperty("receiptheroId");
});

test.each([
  "other-claim",
  "null-claim",
  "iat-fraction",
  "iat-text",
  "iat-milliseconds",
  "iat-null",
  "null-members",
  "odd-members",
  "scope-named",
  "fewer-scopes",
  "fewer-named",
])("a wide server's answer with the fault %s gives an access token", async (fault) => {
  const code = await getCode(sandbox);
  await setFault(fault);
  const { accessToken, receiptheroId, issuedAt } = await exchangeCode(code, null);
  const { connections } = await seeState(sandbox);
  expect(connections).toMatchObject([{ receipthero_id: receiptheroId, access_token: accessToken }]);
  const [token] = connections[0]?.tokens ?? [];
  const seconds = issuedAt && Math.floor(issuedAt.getTime() / 1000);
  expect(seconds).toBe(fault === "iat-null" ? null : token?.iat);
});

test.each([
  ["receipt:write", ["receipt:write"]],
  ["openid receipt:write receipt:read", ["receipt:read", "receipt:write"]],
  ["receipt:read,receipt:write", null],
  ["everything", null],
  ["", null],
  [undefined, null],
  [null, null],
  [["receipt:read"], null],
])("the answer's scope %j is read as %j", async (scope, scopes) => {
  const { accessToken } = await exchangeCode(await getCode(sandbox), null);
  const fetching = vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(async () => Response.json({ access_token: accessToken, scope }));
  await expect(exchangeCode("a-code", null)).resolves.toMatchObject({ accessToken, scopes });
  fetching.mockRestore();
});

test.each(["pkce-400", "pkce-422"])(
  "a server that objects to code_verifier (%s) is asked again without it, and the log says so",
  async (fault) => {
    const code = await getCode(sandbox, CHALLENGE);
    await setFault(fault);
    const warn = vi.spyOn(log, "warn");
    await expect(exchangeCode(code, VERIFIER)).resolves.toHaveProperty("receiptheroId");
    expect((await seeState(sandbox)).tokenRequests).toBe(2);
    expect(warn).toHaveBeenCalledExactlyOnceWith(
      { status: Number(fault.slice(5)) },
      expect.stringContaining("RECEIPTHERO_PKCE=off"),
    );
    expect(JSON.stringify(warn.mock.calls)).not.toContain(code);
    expect(JSON.stringify(warn.mock.calls)).not.toContain(VERIFIER);
    warn.mockRestore();
  },
);

test.each([
  [400, "invalid_grant", "code_expired"],
  [400, "invalid_client", "exchange_failed"],
  [401, "invalid_request", "exchange_failed"],
  [500, "invalid_request", "exchange_failed"],
])("a refusal with %i %s is not taken for an objection to PKCE", async (status, error, reason) => {
  const bodies: string[] = [];
  const fetching = vi.spyOn(globalThis, "fetch").mockImplementation(async (_url, init) => {
    bodies.push(String(init?.body));
    return Response.json({ error }, { status });
  });
  await expect(exchangeCode("a-code", VERIFIER)).rejects.toMatchObject({ code: reason });
  fetching.mockRestore();
  expect(bodies).toEqual([expect.stringContaining(`code_verifier=${VERIFIER}`)]);
});

test("when the repetition without code_verifier is refused too, both answers are named, and no third request is made", async () => {
  const answers = [
    Response.json({ error: "invalid_request" }, { status: 400 }),
    Response.json({ error: "invalid_grant" }, { status: 400 }),
  ];
  const fetching = vi.spyOn(globalThis, "fetch").mockImplementation(async () => answers.shift() ?? Response.error());
  await expect(exchangeCode("a-code", VERIFIER)).rejects.toMatchObject({
    code: "exchange_failed",
    message: expect.stringMatching(/status 400.*without code_verifier with status 400/),
  });
  expect(fetching).toHaveBeenCalledTimes(2);
  fetching.mockRestore();
});

test("an answer of another content type, or with a 2xx status other than 200, is read if it is JSON", async () => {
  const code = await getCode(sandbox);
  const { accessToken } = await exchangeCode(code, null);
  const answer = () =>
    new Response(JSON.stringify({ access_token: accessToken }), {
      status: 202,
      headers: { "Content-Type": "text/plain" },
    });
  const fetching = vi.spyOn(globalThis, "fetch").mockImplementation(async () => answer());
  await expect(exchangeCode("a-code", null)).resolves.toMatchObject({ accessToken });
  fetching.mockRestore();
});
