import fc from "fast-check";
import { beforeEach, describe, expect } from "vitest";
import { api } from "@/lib/api/app";
import { describeApi } from "@/lib/api/document";
import { makeKey } from "@/lib/api-keys/secret";
import { env } from "@/lib/env";
import { apiPermissions } from "@/lib/principal";
import { type Call, callApi } from "@/test/api";
import type { TestDatabase } from "@/test/database";
import { addApiKey, addConnection, addImport, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { addOutgoingReceipt } from "@/test/outgoing-receipts";

// The document is the contract. These tests read every operation from it.

type Parameter = { name: string; in: string; required?: boolean };
type Operation = {
  operationId: string;
  "x-permission": string;
  security: unknown;
  parameters?: Parameter[];
  responses: Record<string, unknown>;
  requestBody?: { content: Record<string, unknown> };
};

// Without the settings, which the fixture of the database must set first.
const document = api.getOpenAPI31Document({ openapi: "3.1.0", info: { title: "", version: "1" } });
const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    path,
    method: method.toUpperCase(),
    ...(operation as Operation),
  })),
);
type Described = (typeof operations)[number];

let database: TestDatabase;
let ids: Record<string, string>;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  env().API_RATE_LIMIT = 100_000;
  env().API_TOKEN_ACCESS = "on";
});
beforeEach(async () => {
  const { merchant } = await createOwner(database);
  ids = {
    receipthero_id: await addConnection(database, merchant.id, { status: "DISCONNECTED" }),
    receipt_id: "r-1",
    session_id: crypto.randomUUID(),
    endpoint_id: crypto.randomUUID(),
    merchant_id: merchant.id,
    id: await addOutgoingReceipt(database),
    import_id: await addImport(database),
  };
});

const addressOf = ({ path }: Described, values = ids) =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? name));
/** A body of the type that an operation reads: JSON, or one line of it. */
const bodyOf = ({ requestBody }: Described, body: unknown): Call => {
  if (!requestBody) return {};
  return "application/x-ndjson" in requestBody.content ? { lines: `${JSON.stringify(body)}\n` } : { body };
};
const ask = (operation: Described, call: Call = {}) =>
  callApi(addressOf(operation), { method: operation.method, ...bodyOf(operation, {}), ...call });

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

test("every permission opens an operation", () => {
  expect(new Set(operations.map((operation) => operation["x-permission"]))).toEqual(new Set(apiPermissions));
});

test("the document is public, and is what the server has", async () => {
  const { status, body } = await callApi("/openapi.json");
  expect(status).toBe(200);
  expect(body).toEqual(JSON.parse(JSON.stringify(describeApi(api))));
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
  const { operationId, responses } = operation;
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
    expect(answer.headers.get("Cache-Control")).toBe("no-store");
    expect(answer.headers.get("RateLimit-Policy")).toBe('"key";q=100000;w=1');
    expect(answer.headers.get("Access-Control-Allow-Origin")).toBeNull();
  });

  test("a parameter that the document does not have is refused", async () => {
    const key = await addApiKey(database, [permission]);
    const path = `${addressOf(operation)}?unknown=1`;
    const answer = await callApi(path, { key, method: operation.method, ...bodyOf(operation, {}) });
    expect(answer.body).toMatchObject({ code: "malformed_request" });
  });

  test("any query, id and body get an answer that the document has, and never a failure of the server", async () => {
    const key = await addApiKey(database, [permission]);
    const names = (operation.parameters ?? []).filter((one) => one.in === "query").map(({ name }) => name);
    const odd = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("", "\0", "%", "..", "active", "1970-01-01T00:00:00Z", "-1", "200", "a:b", "null", "'", "\ud800"),
      fc.uuid(),
    );
    const query = fc.uniqueArray(fc.tuple(fc.constantFrom(...names, "limit"), odd), {
      selector: ([name]) => name,
      maxLength: 3,
    });
    await fc.assert(
      fc.asyncProperty(
        query,
        odd,
        fc.oneof(
          fc.jsonValue(),
          fc.dictionary(
            fc.constantFrom("label", "name", "external_id", "purpose", "business_name", "return_url", "metadata"),
            fc.oneof(odd, fc.jsonValue()),
          ),
        ),
        async (parameters, id, body) => {
          const search = new URLSearchParams(parameters.map(([name, value]) => [name, value.toWellFormed()]));
          const values = Object.fromEntries(
            Object.entries(ids).map(([name, own]) => [name, id.length % 2 ? own : id.toWellFormed() || "x"]),
          );
          const answer = await callApi(`${addressOf(operation, values)}?${search}`, {
            key,
            method: operation.method,
            ...bodyOf(operation, body),
          });
          expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(500);
          // The path of an odd id may be another operation's, or none.
          expect([...Object.keys(responses), "404", "405"], operationId).toContain(String(answer.status));
        },
      ),
      { numRuns: 150 },
    );
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
