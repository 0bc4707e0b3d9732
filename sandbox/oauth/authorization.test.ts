import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../start.ts";
import {
  answerPage,
  authorizationUrl,
  CALLBACK,
  control,
  encodeState,
  redirectQuery,
  startTestSandbox,
} from "../testing.ts";

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox({ SANDBOX_CLIENT_NAME: "Kahvi & Co" });
});
afterAll(() => sandbox.close());

const open = (changes: Record<string, string | null>, more = "") =>
  fetch(authorizationUrl(sandbox, changes) + more, { redirect: "manual" });

test.each([
  ["unknown client", { client_id: "other" }, ""],
  ["missing client", { client_id: null }, ""],
  ["client twice", {}, "&client_id=sandbox-client"],
  ["unregistered redirect_uri", { redirect_uri: `${CALLBACK}/` }, ""],
  ["redirect_uri in other letter case", { redirect_uri: CALLBACK.toUpperCase() }, ""],
  ["redirect_uri twice", {}, `&redirect_uri=${encodeURIComponent(CALLBACK)}`],
])("%s: a page with 400, no redirect", async (_name, changes, more) => {
  const response = await open(changes, more);
  expect(response.status).toBe(400);
  expect(response.headers.get("Location")).toBeNull();
});

test.each([
  ["response_type token", { response_type: "token" }, "", "unsupported_response_type"],
  ["no response_type", { response_type: null }, "", "invalid_request"],
  ["unknown scope", { scope: "receipt:read admin" }, "", "invalid_scope"],
  ["two spaces in scope", { scope: "receipt:read  receipt:write" }, "", "invalid_scope"],
  ["a permission twice", { scope: "receipt:read receipt:read" }, "", "invalid_scope"],
  ["scope twice", {}, "&scope=receipt:read", "invalid_request"],
  ["plain PKCE", { code_challenge: "a".repeat(43), code_challenge_method: "plain" }, "", "invalid_request"],
  ["short challenge", { code_challenge: "a", code_challenge_method: "S256" }, "", "invalid_request"],
])("%s: the partner gets the error and the state", async (_name, changes, more, error) => {
  const response = await open(changes, more);
  expect(response.status).toBe(303);
  expect(response.headers.get("Location")).toMatch(new RegExp(`^${CALLBACK}\\?`));
  expect(redirectQuery(response).get("error")).toBe(error);
  expect(redirectQuery(response).get("state")).toBe(encodeState({ message: "Hello" }));
});

test("a missing state is an error too", async () => {
  const response = await open({ state: null });
  expect(redirectQuery(response).get("error")).toBe("invalid_request");
  expect(redirectQuery(response).has("state")).toBe(false);
});

test("an address above 2,000 characters: 414", async () => {
  expect((await open({ state: "a".repeat(2_000) })).status).toBe(414);
});

test("the page escapes what the partner says, and shows its metadata", async () => {
  const metadata = JSON.parse('{"shop<b>": "Ä 1", "__proto__": "plain data"}');
  const state = encodeState({ message: "<script>alert(1)</script>", partner_metadata: metadata });
  const response = await open({ state });
  const page = await response.text();
  expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  expect(page).not.toContain("<script>");
  expect(page).toContain("What Kahvi &amp; Co will receive back");
  expect(page).toContain("shop&lt;b&gt;");
  expect(page).toContain("<dt>__proto__</dt><dd>plain data</dd>");
  expect(response.headers.get("Content-Security-Policy")).toContain("form-action 'self' http://localhost:3000");
});

test("state that is not JSON is returned as it came", async () => {
  const url = authorizationUrl(sandbox, { state: "cmVjZWlwdGhlcm9yb2Nrcw==" });
  const response = await answerPage(sandbox, url, { decision: "approve" });
  expect(response.status).toBe(303);
  expect(redirectQuery(response).get("state")).toBe("cmVjZWlwdGhlcm9yb2Nrcw==");
  expect(redirectQuery(response).get("code")).toMatch(/^[\w-]{43}$/);
});

test("the page proposes an account without a connection, and then a new connection", async () => {
  const chosen = async () => {
    const page = await (await open({})).text();
    const inputs = [...page.matchAll(/<input[^>]*type="radio"[^>]*>/g)].map(([tag]) => tag.replace(/\s+/g, " "));
    return inputs.flatMap((tag) =>
      / checked/.test(tag) ? [/name="([^"]+)" value="([^"]+)"/.exec(tag)?.slice(1)] : [],
    );
  };
  expect(await chosen()).toEqual([["account", "acc-aino"]]);
  for (const account of ["acc-aino", "acc-mikko", "acc-linnea"]) {
    const request = { account, scopes: ["receipt:read"] };
    expect((await control(sandbox, "POST", "/connections", request)).status).toBe(200);
  }
  expect(await chosen()).toEqual([
    ["account", "acc-aino"],
    ["connection:acc-aino", "new"],
    ["connection:acc-mikko", "new"],
    ["connection:acc-linnea", "new"],
  ]);
  await control(sandbox, "POST", "/reset", {});
});

test("Deny: access_denied with the state, no code", async () => {
  const response = await answerPage(sandbox, authorizationUrl(sandbox), { decision: "deny" });
  const query = redirectQuery(response);
  expect(query.get("error")).toBe("access_denied");
  expect(query.get("error_description")).not.toBe("");
  expect(query.get("state")).toBe(encodeState({ message: "Hello" }));
  expect(query.has("code")).toBe(false);
});

test("a page can be answered once, and only from its own form", async () => {
  const page = await (await fetch(authorizationUrl(sandbox))).text();
  const visit = /name="visit" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const csrf = /name="csrf" value="([^"]+)"/.exec(page)?.[1] ?? "";
  const post = (fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(`${sandbox.pages}/auth`, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers,
      redirect: "manual",
    });
  const answer = { visit, csrf, decision: "deny" };
  expect((await post({ ...answer, csrf: "wrong" })).status).toBe(403);
  expect((await post(answer, { "Sec-Fetch-Site": "cross-site" })).status).toBe(403);
  expect((await post(answer)).status).toBe(303);
  expect((await post(answer)).status).toBe(410);
});

test("no card chosen: the page says so and can still be answered", async () => {
  const fields = { decision: "approve", account: "acc-mikko", "cards:acc-mikko": [] };
  const response = await answerPage(sandbox, authorizationUrl(sandbox), fields);
  expect(response.status).toBe(422);
  expect(await response.text()).toContain("Choose at least one card.");
});
