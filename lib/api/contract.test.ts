import { beforeEach, describe, expect } from "vitest";
import { api } from "@/lib/api/app";
import { describeApi } from "@/lib/api/document";
import { makeKey } from "@/lib/api-keys/secret";
import { forgetBrand } from "@/lib/brand/current";
import { env } from "@/lib/env";
import { apiProblems } from "@/lib/http/api-problems";
import { apiPermissions } from "@/lib/principal";
import { type Call, callApi } from "@/test/api";
import { addOneOfEach, addressOf, bodyOf, type Described, document, operations } from "@/test/api-operations";
import type { TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";

// The document is the contract. These tests read every operation from it.

/** The problems of requests that no operation sees: Next, proxy.ts, or a path without an operation. */
const OF_THE_WAY = [
  "too_many_parameters",
  "foreign_target",
  "other_site",
  "unreadable_address",
  "method_not_allowed",
  "other_host",
  "unknown_method",
];

let database: TestDatabase;
let ids: Record<string, string>;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  env().API_RATE_LIMIT = 100_000;
  env().API_TOKEN_ACCESS = "on";
});
beforeEach(async () => {
  ids = await addOneOfEach(database);
});

const ask = (operation: Described, call: Call = {}) =>
  callApi(addressOf(operation, ids), { method: operation.method, ...bodyOf(operation, {}), ...call });

test("every operation names itself, its permission and its answers, and the key needs no other security", () => {
  expect(document.openapi).toBe("3.1.0");
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
  for (const operation of operations) {
    expect(apiPermissions, operation.operationId).toContain(operation["x-permission"]);
    expect(operation.security).toEqual([{ key: [] }]);
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining(["400", "401", "403", "429", "500", "503"]),
    );
  }
});

test("every POST takes an Idempotency-Key", () => {
  for (const { operationId, parameters, responses } of operations.filter(({ method }) => method === "POST")) {
    const header = { name: "Idempotency-Key", in: "header", required: false };
    expect(parameters, operationId).toContainEqual(expect.objectContaining(header));
    const refusals = JSON.stringify(responses["409"]);
    for (const code of ["idempotency_key_reused", "idempotency_in_progress"]) expect(refusals).toContain(code);
  }
});

test.each(operations.filter(({ method }) => method === "POST"))(
  "$method $path answers a repetition with the same bytes",
  async (operation) => {
    const key = await addApiKey(database, [operation["x-permission"]]);
    const headers = { "Idempotency-Key": crypto.randomUUID() };
    const [first, second] = [await ask(operation, { key, headers }), await ask(operation, { key, headers })];
    expect(second).toMatchObject({ status: first.status, text: first.text });
    expect(second.headers.get("Idempotent-Replayed")).toBe("true");
  },
);

test("every reference of the document leads somewhere, and every pattern is one of JSON Schema", () => {
  const text = JSON.stringify(document);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name = ""]) => name);
  expect(references.length).toBeGreaterThan(10);
  expect(Object.keys(document.components?.schemas ?? {})).toEqual(expect.arrayContaining([...new Set(references)]));
  const patterns = [...text.matchAll(/"pattern":("(?:[^"\\]|\\.)*")/g)].map(([, pattern = ""]) => JSON.parse(pattern));
  for (const pattern of patterns) expect(() => new RegExp(pattern), pattern).not.toThrow();
  expect(patterns.filter((pattern) => !pattern.endsWith("$"))).toEqual([]);
});

test("every error is one of an operation, unless the way to the API refuses the request", () => {
  const described = operations.flatMap(({ responses }) =>
    Object.values(responses).map(({ description }) => description),
  );
  const codes = Object.keys(apiProblems).filter((code) => !described.some((text) => text.includes(`\`${code}\``)));
  expect(codes).toEqual(OF_THE_WAY);
});

test("every permission opens an operation", () => {
  expect(new Set(operations.map((operation) => operation["x-permission"]))).toEqual(new Set(apiPermissions));
});

test("the document is public, is what the server has, and names the partner as admins renamed it", async () => {
  await database.client.query(`INSERT INTO "Brand" (id, name) VALUES (1, 'Kahvila Aamu')`);
  forgetBrand();
  const { status, body } = await callApi("/openapi.json");
  expect(status).toBe(200);
  expect(body).toEqual(JSON.parse(JSON.stringify(describeApi(api, "Kahvila Aamu"))));
  expect(body.paths).toEqual(JSON.parse(JSON.stringify(document.paths)));
});

test.each(operations.filter(({ path }) => path.includes("{")))(
  "$method $path does not find an id that nothing has",
  async (operation) => {
    const key = await addApiKey(database, [operation["x-permission"]]);
    const unknown = Object.fromEntries(Object.keys(ids).map((name) => [name, crypto.randomUUID()]));
    const body = bodyOf(operation, validBodyOf(operation.path));
    const answer = await callApi(addressOf(operation, unknown), { key, method: operation.method, ...body });
    expect(answer.body.code).toBe("not_found");
  },
);

/** A body that passes the schema of an operation that changes one object. */
function validBodyOf(path: string): Record<string, string> {
  if (path.startsWith("/merchants")) return { name: "New" };
  if (path.endsWith("/redeliver")) return { failed_since: "2026-11-30T00:00:00Z" };
  return path.startsWith("/webhook-endpoints") ? { description: "New" } : { label: "New" };
}

describe.each(operations)("$method $path", (operation) => {
  const { responses } = operation;
  const permission = operation["x-permission"];

  test("an answer without a key that works has the same bytes, whatever is wrong with the key", async () => {
    const yesterday = new Date(Date.now() - 86_400_000);
    const good = await addApiKey(database);
    const keys = [
      null,
      "nonsense",
      makeKey(),
      `${good.slice(0, -1)}${good.endsWith("0") ? "1" : "0"}`,
      await addApiKey(database, apiPermissions, { endedAt: yesterday }),
      await addApiKey(database, apiPermissions, { expiresAt: yesterday }),
    ];
    const answers = await Promise.all(keys.map((key) => ask(operation, { key })));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(new Set(answers.map(({ headers }) => JSON.stringify([...headers]))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: { code: "unauthorized" } });
    expect(answers[0]?.headers.get("WWW-Authenticate")).toBe("Bearer");
  });

  test("a key with every other permission is refused, and told which one is missing", async () => {
    const others = apiPermissions.filter((one) => one !== permission);
    const answer = await ask(operation, { key: await addApiKey(database, others) });
    expect(answer.body).toMatchObject({ status: 403, code: "permission_missing", permission });
  });

  test("a key with the permission alone gets an answer that the document has", async () => {
    const answer = await ask(operation, { key: await addApiKey(database, [permission]) });
    expect([401, 403]).not.toContain(answer.status);
    expect(Object.keys(responses)).toContain(String(answer.status));
    if (answer.body?.code) expect(responses[answer.status]?.description).toContain(`\`${answer.body.code}\``);
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(answer.headers.get("RateLimit-Policy")).toBe('"key";q=100000;w=1');
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  test("a parameter that the document does not have is refused", async () => {
    const key = await addApiKey(database, [permission]);
    const path = `${addressOf(operation, ids)}?unknown=1`;
    const answer = await callApi(path, { key, method: operation.method, ...bodyOf(operation, {}) });
    expect(answer.body).toMatchObject({ code: "malformed_request" });
  });
});

test("a path that no operation has is not found, and another method is refused with those that there are", async () => {
  expect((await callApi("/nothing")).body).toMatchObject({ status: 404, code: "not_found" });
  for (const { path } of operations) {
    const address = path.replaceAll(/\{\w+\}/g, "x");
    const answer = await callApi(address, { method: "PUT" });
    expect(answer.body).toMatchObject({ status: 405, code: "method_not_allowed" });
    const methods = operations.filter((one) => one.path === path).map(({ method }) => method);
    expect(
      answer.headers
        .get("Allow")
        ?.split(", ")
        .filter((one) => one !== "HEAD")
        .sort(),
    ).toEqual(methods.sort());
  }
});

test("a key over its limit gets 429 until its second ends, and another key does not notice", async () => {
  env().API_RATE_LIMIT = 3;
  const [busy, other] = [await addApiKey(database), await addApiKey(database)];
  await database.client.query(
    `INSERT INTO "ApiKeyWindow" ("apiKeyId", "startedAt", requests)
     SELECT id, now() + interval '1 hour', 0 FROM "ApiKey" WHERE "endedAt" IS NULL ON CONFLICT ("apiKeyId") DO NOTHING`,
  );
  const answers = [];
  for (let request = 0; request < 5; request++) answers.push(await callApi("/connections", { key: busy }));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429, 429]);
  expect(answers.map(({ headers }) => headers.get("RateLimit"))).toEqual(
    [2, 1, 0, 0, 0].map((left) => `"key";r=${left};t=1`),
  );
  expect(answers[4]?.headers.get("Retry-After")).toBe("1");
  expect(answers[4]?.body).toMatchObject({ code: "rate_limited" });
  expect((await callApi("/connections", { key: other })).status).toBe(200);
  env().API_RATE_LIMIT = 100_000;
});
