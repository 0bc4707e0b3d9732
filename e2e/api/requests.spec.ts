import { request } from "node:http";
import fc from "fast-check";
import { apiPermissions } from "../../lib/principal.ts";
import { addApiKey, callApi } from "../fixtures/api.ts";
import { askFor } from "../fixtures/raw-request.ts";
import { createAccessFixture } from "../fixtures/roles.ts";
import { expect, test } from "../fixtures/test.ts";

// The way of a call through the built server: Next, proxy.ts, and the API's handler.

const PROBLEM = "application/problem+json";
const READ = ["connections:read"];

test("an answer has a request id that the log has too, the limits of its key, and no cookie", async ({ stack }) => {
  const answer = await callApi(stack, "/connections", { key: await addApiKey(stack, READ) });
  const id = answer.headers.get("X-Request-Id");
  expect(answer.status).toBe(200);
  expect(answer.headers.get("RateLimit-Policy")).toBe('"key";q=50;w=1');
  expect(answer.headers.get("RateLimit")).toMatch(/^"key";r=\d+;t=1$/);
  expect(answer.headers.get("Set-Cookie")).toBeNull();
  expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  const { id: apiKeyId } = await stack.database.row<{ id: string }>(`SELECT id FROM "ApiKey"`);
  await expect
    .poll(() =>
      stack.app
        .log()
        .split("\n")
        .filter((line) => line.includes(String(id))),
    )
    .toHaveLength(1);
  const line = stack.app
    .log()
    .split("\n")
    .find((one) => one.includes(String(id)));
  expect(JSON.parse(line ?? "{}")).toMatchObject({ requestId: id, apiKeyId, status: 200, path: "/api/v1/connections" });
});

test("a session opens nothing of the API", async ({ stack }) => {
  const { cookies } = await createAccessFixture(stack);
  const answer = await callApi(stack, "/connections", { headers: { Cookie: cookies.admin } });
  expect([answer.status, answer.headers.get("Content-Type")]).toEqual([401, PROBLEM]);
});

test("a call that Next or proxy.ts refuses gets a problem as well", async ({ stack }) => {
  const key = await addApiKey(stack, READ);
  const many = Array.from({ length: 200 }, (_, index) => `p${index}=1`).join("&");
  const problemOf = async (path: string, call: RequestInit = {}) => {
    const answer = await callApi(stack, path, { key, ...call });
    return [answer.status, answer.headers.get("Content-Type"), (await answer.json()).code];
  };
  expect(await problemOf("")).toEqual([404, PROBLEM, "not_found"]);
  expect(await problemOf("/nothing/here")).toEqual([404, PROBLEM, "not_found"]);
  expect(await problemOf("/connections", { method: "POST", body: "{}" })).toEqual([405, PROBLEM, "method_not_allowed"]);
  expect(await problemOf("/connections", { method: "OPTIONS" })).toEqual([405, PROBLEM, "method_not_allowed"]);
  expect(await problemOf(`/connections?${many}`)).toEqual([400, PROBLEM, "too_many_parameters"]);
  expect(await problemOf("/connections/%ff")).toEqual([404, PROBLEM, "unreadable_address"]);
  expect(await problemOf("/connections", { method: "POST", body: "x".repeat(256 * 1024 + 1) })).toEqual([
    413,
    PROBLEM,
    "too_large",
  ]);
});

test("a call for another host, with a body of unknown length or with a slash at its end is not read", async ({
  stack,
}) => {
  const url = `${stack.app.direct}/api/v1/connections`;
  expect((await askFor(url, { Host: "evil.example" })).status).toBe(421);
  const slash = await callApi(stack, "/connections/?limit=1", { key: await addApiKey(stack, READ) });
  expect([slash.status, slash.headers.get("Location")]).toEqual([308, `${stack.app.url}/api/v1/connections?limit=1`]);
  const status = await new Promise((resolve, reject) => {
    const asked = request(url, { method: "POST", headers: { "Transfer-Encoding": "chunked" } }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode));
    });
    asked.once("error", reject);
    asked.write("{");
    asked.end("}");
  });
  expect(status).toBe(411);
});

test("HEAD answers as GET does, without a body", async ({ stack }) => {
  const answer = await callApi(stack, "/connections", { key: await addApiKey(stack, READ), method: "HEAD" });
  expect([answer.status, await answer.text()]).toEqual([200, ""]);
});

/** Ids that a URL must encode: they contain reserved characters, and text that looks like an encoded character. */
for (const id of ['a%2Fb%zz?#&+"<', "100%25/%C3%A4", "%", "..%2f;x=1,'"]) {
  test(`a connection whose id is ${id} is found`, async ({ stack }) => {
    const { active } = await createAccessFixture(stack);
    await stack.database.rows(
      `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
       SELECT $1, "merchantId", 'Odd', '{}', '{}', 'not a token' FROM "Connection" WHERE "receiptheroId" = $2`,
      [id, active],
    );
    const key = await addApiKey(stack, READ);
    const answer = await callApi(stack, `/connections/${encodeURIComponent(id)}`, { key });
    expect([answer.status, (await answer.json()).receipthero_id]).toEqual([200, id]);
  });
}

test("any call gets an answer that is no failure of the server", async ({ stack }) => {
  // Three keys, because a test that waited for the limit would be slow.
  const keys = await Promise.all([0, 1, 2].map(() => addApiKey(stack, apiPermissions)));
  const { active, merchant } = await createAccessFixture(stack);
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("..", "%00", "\0", "1970-01-01T00:00:00Z", "a:b"),
  );
  const id = fc.oneof(fc.constantFrom(active, merchant), text);
  const path = fc.oneof(
    fc.tuple(fc.constantFrom("connections", "merchants"), id).map((parts) => parts.map(encode).join("/")),
    fc
      .tuple(fc.constant("connections"), id, fc.constantFrom("receipts", "certificate", "token"), id)
      .map((parts) => parts.map(encode).join("/")),
  );
  const names = fc.constantFrom("limit", "cursor", "updated_since", "metadata", "status", "format", "external_id");
  const query = fc.array(fc.tuple(names, text), { maxLength: 2 });
  const method = fc.constantFrom("GET", "PATCH", "DELETE");
  let calls = 0;
  await fc.assert(
    fc.asyncProperty(path, query, method, fc.jsonValue(), async (address, parameters, verb, value) => {
      const search = new URLSearchParams(parameters.map(([name, one]) => [name, one.toWellFormed()]));
      const answer = await callApi(stack, `/${address}?${search}`, {
        key: keys[calls++ % keys.length] ?? null,
        method: verb,
        ...(verb === "PATCH" && { body: JSON.stringify(value), headers: { "Content-Type": "application/json" } }),
      });
      expect(answer.status, `${verb} ${address} ${await answer.text()}`).toBeLessThan(500);
    }),
    { numRuns: 120 },
  );
});

const encode = (part: string) => encodeURIComponent(part.toWellFormed());

test("a key over its limit is refused by every server until its second ends", async ({ stack }) => {
  const key = await addApiKey(stack, READ);
  const other = await stack.startAnotherApp();
  await callApi(stack, "/connections", { key });
  // The rest of the hour counts as one second, so that the test does not depend on the clock.
  await stack.database.rows(`UPDATE "ApiKeyWindow" SET "startedAt" = now() + interval '1 hour', requests = 50`);
  for (const app of [stack.app, other]) {
    const answer = await fetch(`${app.url}/api/v1/connections`, { headers: { Authorization: `Bearer ${key}` } });
    expect([answer.status, answer.headers.get("Retry-After")]).toEqual([429, "1"]);
  }
});
