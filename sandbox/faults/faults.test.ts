import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Sandbox } from "../start.ts";
import {
  answerPage,
  authorizationUrl,
  claimsOf,
  connect,
  control,
  getCode,
  redirectQuery,
  requestToken,
  revokeToken,
  seeState,
  startTestSandbox,
} from "../testing.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
beforeEach(async () => {
  await control(sandbox, "POST", "/reset", {});
});
afterAll(() => sandbox.close());

const setFault = (fault: string, endpoint = "token", times?: number) =>
  control(sandbox, "PUT", "/faults", { fault, endpoint, ...(times === undefined ? {} : { times }) });

test.each(["500", "503"])("%s: answered instead, the code is not used up", async (fault) => {
  const code = await getCode(sandbox);
  await setFault(fault, "token", 1);
  expect((await requestToken(sandbox, code)).status).toBe(Number(fault));
  expect((await control(sandbox, "GET", "/faults")).body).toEqual({ faults: [] });
  expect((await requestToken(sandbox, code)).status).toBe(200);
});

test("redirect: 302 to an address that counts who follows", async () => {
  const code = await getCode(sandbox);
  await setFault("redirect");
  const response = await requestToken(sandbox, code);
  expect(response.status).toBe(302);
  await fetch(response.headers.get("Location") ?? "");
  expect((await seeState(sandbox)).redirectsFollowed).toBe(1);
  await control(sandbox, "DELETE", "/faults");
  expect((await requestToken(sandbox, code)).status).toBe(200);
});

test("refused: the listener is closed, and opened again on the same port", async () => {
  const code = await getCode(sandbox);
  await setFault("refused");
  await expect(requestToken(sandbox, code)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  await control(sandbox, "DELETE", "/faults?endpoint=token");
  expect((await requestToken(sandbox, code)).status).toBe(200);
});

test("hang: never an answer, and an authorization exists", async () => {
  const code = await getCode(sandbox);
  await setFault("hang", "token", 1);
  const giveUp = new AbortController();
  const request = requestToken(sandbox, code, {}, giveUp.signal);
  await expect.poll(async () => (await seeState(sandbox)).connections.length).toBe(1);
  giveUp.abort();
  await expect(request).rejects.toThrow();
  expect((await seeState(sandbox)).codes[0]).toMatchObject({ used: true, tokenRequests: 1 });
});

test("drip: the headers come at once, the body a byte at a time", async () => {
  await setFault("drip", "token", 1);
  const giveUp = new AbortController();
  const response = await requestToken(sandbox, await getCode(sandbox), {}, giveUp.signal);
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  expect((await reader?.read())?.value).toEqual(new Uint8Array([0x7b]));
  giveUp.abort();
  expect((await seeState(sandbox)).connections).toHaveLength(1);
});

test("cut: less than the Content-Length says", async () => {
  await setFault("cut", "token", 1);
  const response = await requestToken(sandbox, await getCode(sandbox));
  await expect(response.text()).rejects.toThrow();
  expect((await seeState(sandbox)).connections).toHaveLength(1);
});

test("endless: more than any client should read", async () => {
  await setFault("endless", "token", 1);
  const giveUp = new AbortController();
  const response = await requestToken(sandbox, await getCode(sandbox), {}, giveUp.signal);
  const reader = response.body?.getReader();
  let read = 0;
  while (read < 4 * 1024 * 1024) read += (await reader?.read())?.value?.length ?? Number.POSITIVE_INFINITY;
  giveUp.abort();
  expect(read).toBeLessThan(Number.POSITIVE_INFINITY);
  expect((await seeState(sandbox)).connections).toHaveLength(1);
});

test("html: 200, but not JSON", async () => {
  await setFault("html", "token", 1);
  const response = await requestToken(sandbox, await getCode(sandbox));
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toContain("text/html");
  expect(await response.text()).toContain("<h1>");
});

test.each(["no-claim", "not-jwt", "other-claim"])("%s: a token that still can be revoked", async (fault) => {
  await setFault(fault, "token", 1);
  const token = await connect(sandbox);
  if (fault === "not-jwt") expect(token).not.toContain(".");
  if (fault === "no-claim") expect(Object.keys(claimsOf(token))).toEqual(["iat", "jti"]);
  if (fault === "other-claim") expect(claimsOf(token).receipt_hero_id).toBeTypeOf("string");
  expect((await revokeToken(sandbox, token)).status).toBe(200);
});

test("denied: Approve answers access_denied", async () => {
  await setFault("denied", "consent", 1);
  const response = await answerPage(sandbox, authorizationUrl(sandbox), { decision: "approve" });
  expect(redirectQuery(response).get("error")).toBe("access_denied");
  expect(await getCode(sandbox)).not.toBe("");
});

test("a fault at revoke leaves the token endpoint alone; 500 does not revoke, html does", async () => {
  const token = await connect(sandbox);
  await setFault("500", "revoke", 1);
  expect((await revokeToken(sandbox, token)).status).toBe(500);
  await setFault("html", "revoke", 1);
  expect((await revokeToken(sandbox, token)).status).toBe(200);
  expect((await revokeToken(sandbox, token)).status).toBe(404);
});

test("a fault can spare the requests in between", async () => {
  await control(sandbox, "PUT", "/faults", { fault: "503", endpoint: "revoke", every: 3, times: 2 });
  const statuses: number[] = [];
  for (let call = 0; call < 9; call += 1) statuses.push((await revokeToken(sandbox, "unknown")).status);
  expect(statuses).toEqual([404, 404, 503, 404, 404, 503, 404, 404, 404]);
});

test("faults that cannot be are refused with the possible ones", async () => {
  expect((await setFault("denied", "token")).body).toMatchObject({ error: "impossible_fault" });
  expect((await setFault("no-claim", "revoke")).status).toBe(400);
  expect((await setFault("refused", "token", 1)).status).toBe(400);
  const everyThird = { fault: "refused", endpoint: "token", every: 3 };
  expect((await control(sandbox, "PUT", "/faults", everyThird)).body).toMatchObject({ error: "impossible_fault" });
  expect((await setFault("nonsense")).body).toMatchObject({ error: "invalid_request" });
});
