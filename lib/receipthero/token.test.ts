import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { exchangeCode, readAccessToken } from "@/lib/receipthero/token";
import type { Sandbox } from "@/sandbox/start";
import { control, getCode, seeState, startTestSandbox } from "@/sandbox/testing";

/** The sample token of ReceiptHero's documentation, receipthero-api.md section 1.3. */
const SAMPLE =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyZWNlaXB0X2hlcm9faWQiOiI5Mjg5OTZmZC0yYTU3LTQ1NzctYjZlNy01ODNhZGM4ZGJlOGMiLCJpYXQiOjE2MjM3NDEwMDh9.gD17UFHxJoEmz_RrIHBQksjqgotyncoO8fDYurYPI2k";

const jwt = (claims: unknown) =>
  ["{}", JSON.stringify(claims), "signature"].map((part) => Buffer.from(part).toString("base64url")).join(".");

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  process.env.RECEIPTHERO_PAGES_URL = sandbox.pages;
  process.env.RECEIPTHERO_API_URL = sandbox.api;
});
beforeEach(() => control(sandbox, "POST", "/reset", {}));
afterAll(() => sandbox.close());

test("the documentation's sample token names its connection", () => {
  expect(readAccessToken(SAMPLE)).toMatchObject({
    receiptheroId: "928996fd-2a57-4577-b6e7-583adc8dbe8c",
    issuedAt: new Date("2021-06-15T07:10:08Z"),
  });
});

test("of the two spellings of the claim, receipthero_id comes first", () => {
  expect(readAccessToken(jwt({ receipt_hero_id: "second", receipthero_id: "first" })).receiptheroId).toBe("first");
  expect(readAccessToken(jwt({ receipthero_id: "only" }))).toMatchObject({ receiptheroId: "only", issuedAt: null });
});

test.each([
  ["not a JWT", "opaque"],
  ["no claim", jwt({ sub: "somebody" })],
  ["an empty claim", jwt({ receipthero_id: "" })],
  ["a claim with a space", jwt({ receipthero_id: "a b" })],
  ["a claim that is too long", jwt({ receipthero_id: "x".repeat(256) })],
  ["a claim that is no string", jwt({ receipthero_id: 7 })],
  ["claims that are no object", jwt("receipthero_id")],
])("a token with %s is of no use", (_name, token) => {
  expect(() => readAccessToken(token)).toThrow(expect.objectContaining({ code: "bad_token" }));
});

test("an error about a token does not show the token", () => {
  try {
    readAccessToken("a-secret-token");
    expect.unreachable();
  } catch (error) {
    expect(JSON.stringify(error) + String(error) + (error as Error).stack).not.toContain("a-secret-token");
  }
});

test("a code becomes an access token", async () => {
  const token = await exchangeCode(await getCode(sandbox), null);
  const state = await seeState(sandbox);
  expect(state.connections).toMatchObject([{ receipthero_id: token.receiptheroId, access_token: token.accessToken }]);
});

test("PKCE: the right verifier is needed", async () => {
  // RFC 7636, appendix B.
  const challenge = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", code_challenge_method: "S256" };
  const verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
  await expect(exchangeCode(await getCode(sandbox, challenge), null)).rejects.toMatchObject({ code: "code_expired" });
  await expect(exchangeCode(await getCode(sandbox, challenge), verifier)).resolves.toHaveProperty("receiptheroId");
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
  // Once: a second request would be answered well.
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

test("the claim's other spelling connects", async () => {
  const code = await getCode(sandbox);
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "other-claim" });
  await expect(exchangeCode(code, null)).resolves.toHaveProperty("receiptheroId");
});
