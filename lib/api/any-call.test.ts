import fc from "fast-check";
import { beforeEach, expect } from "vitest";
import { env } from "@/lib/env";
import { callApi } from "@/test/api";
import { addOneOfEach, addressOf, bodyOf, fieldsOf, operations } from "@/test/api-operations";
import type { TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";

// Random calls of every operation: none makes the server fail.

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

test("the bodies of random calls have the fields of their operation", () => {
  const fields = operations.filter(({ requestBody }) => requestBody).map((one) => [one.operationId, fieldsOf(one)]);
  expect(fields.length).toBeGreaterThan(6);
  expect(fields.filter(([, names]) => names?.length === 0)).toEqual([]);
});

test.each(operations)(
  "any query, id and body of $method $path get an answer that the document has",
  async (operation) => {
    const { operationId, responses } = operation;
    const key = await addApiKey(database, [operation["x-permission"]]);
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
            fc.constantFrom(...fieldsOf(operation), "unknown"),
            fc.oneof(odd, fc.constantFrom("connect", "https://app.example.com/", "{}"), fc.jsonValue()),
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
          const { code } = answer.body ?? {};
          const described = responses[answer.status]?.description ?? "";
          if (code && !["not_found", "method_not_allowed"].includes(code)) expect(described).toContain(`\`${code}\``);
        },
      ),
      { numRuns: 150 },
    );
  },
);
