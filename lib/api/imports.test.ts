import { beforeEach, expect } from "vitest";
import { env } from "@/lib/env";
import { type Call, callApi } from "@/test/api";
import type { TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";
import { lineOf, makeToken, ndjson } from "@/test/import-lines";
import { runImport } from "@/test/imports";

let database: TestDatabase;
let key: string;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  env().API_RATE_LIMIT = 100_000;
});
beforeEach(async () => {
  await database.client.query(`TRUNCATE "Import", "ImportLine", "IdempotentCall" CASCADE`);
  key = await addApiKey(database);
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const post = (lines: BodyInit, more: Call = {}) => callApi("/imports", { key, method: "POST", lines, ...more });
const withKey = (idempotencyKey: string) => ({ headers: { "Idempotency-Key": idempotencyKey } });
const imports = () => rows(`SELECT id, state FROM "Import"`);

test("an import is accepted, worked through and shown with a result for each line", async () => {
  const good = lineOf({ access_token: makeToken("ab1c-9f", 1_700_000_000), external_id: "customer-4711" });
  const body = ndjson([good, { ...lineOf(), access_token: "nonsense" }, { ...lineOf(), label: "" }]);
  const { status, headers, body: accepted } = await post(body);
  expect(status).toBe(202);
  expect(headers.get("Location")).toBe(`${env().APP_URL}/api/v1/imports/${accepted.id}`);
  expect(accepted).toEqual({
    id: expect.any(String),
    status: "queued",
    failure: null,
    lines: 3,
    counts: { waiting: 1, imported: 0, updated: 0, unchanged: 0, refused: 2 },
    created_at: expect.any(String),
    received_at: expect.any(String),
    finished_at: null,
  });

  await runImport(database, accepted.id);
  expect((await callApi(`/imports/${accepted.id}`, { key })).body).toMatchObject({
    status: "done",
    counts: { waiting: 0, imported: 1, refused: 2 },
    finished_at: expect.any(String),
  });
  const results = (query: string) => callApi(`/imports/${accepted.id}/results${query}`, { key });
  const first = (await results("?limit=2")).body;
  expect(first.data).toEqual([
    { line: 1, external_id: "customer-4711", receipthero_id: "ab1c-9f", result: "imported", error: null, field: null },
    expect.objectContaining({ line: 2, result: "refused", error: "bad_token", field: "access_token" }),
  ]);
  const second = (await results(`?limit=2&cursor=${first.next_cursor}`)).body;
  expect(second).toMatchObject({ data: [{ line: 3, error: "malformed_line", field: "label" }], next_cursor: null });
  expect((await results("?result=imported")).body.data).toMatchObject([{ line: 1 }]);
  expect((await results("?result=imported&cursor=nonsense")).status).toBe(400);
  expect((await callApi("/connections/ab1c-9f", { key })).body).toMatchObject({
    status: "active",
    merchant: { external_id: "customer-4711", name: good.business_name },
  });
});

test("the audit log names the key for everything that its import did", async () => {
  const { body } = await post(ndjson([lineOf()]));
  await runImport(database, body.id);
  const events = await rows(
    `SELECT e.action, k.hash IS NOT NULL AS named FROM "AuditEvent" e LEFT JOIN "ApiKey" k ON k.id = e."actorId" ORDER BY e.id`,
  );
  expect(events.slice(-4)).toEqual([
    { action: "import.received", named: true },
    { action: "merchant.created", named: true },
    { action: "connection.imported", named: true },
    // A job finished it.
    { action: "import.finished", named: false },
  ]);
});

test("a body that is no lines of JSON, or has no line, imports nothing", async () => {
  const json = await callApi("/imports", { key, method: "POST", body: {} });
  expect(json.body).toMatchObject({ status: 415, code: "unsupported_media_type" });
  expect((await post("\n\n")).body).toMatchObject({ status: 400, code: "import_empty" });
  expect(await imports()).toMatchObject([{ state: "FAILED" }]);
});

test("a stream that breaks off imports nothing", async () => {
  const breaking = new ReadableStream({
    start(controller) {
      controller.enqueue(Buffer.from(ndjson([lineOf()])));
    },
    pull(controller) {
      controller.error(new Error("ECONNRESET"));
    },
  });
  expect((await post(breaking)).body).toMatchObject({ status: 408, code: "import_incomplete" });
  expect(await imports()).toMatchObject([{ state: "FAILED" }]);
  expect(await rows(`SELECT 1 FROM "ImportLine"`)).toEqual([]);
});

test("a repetition with its Idempotency-Key gets the first answer, and another body is refused", async () => {
  const body = ndjson([lineOf(), lineOf()]);
  const first = await post(body, withKey("a"));
  await runImport(database, first.body.id);
  const again = await post(body, withKey("a"));
  expect(again).toMatchObject({ status: 202, text: first.text });
  expect(again.headers.get("Idempotent-Replayed")).toBe("true");
  expect((await post(ndjson([lineOf()]), withKey("a"))).body).toMatchObject({ code: "idempotency_key_reused" });
  expect(await imports()).toEqual([{ id: first.body.id, state: "DONE" }]);
  expect(await rows(`SELECT 1 FROM "ImportLine"`)).toHaveLength(2);
});

test("of ten calls at once with one Idempotency-Key one imports", async () => {
  const body = ndjson([lineOf(), lineOf()]);
  const answers = await Promise.all(Array.from({ length: 10 }, () => post(body, withKey("a"))));
  expect(answers.filter(({ status }) => status === 202).length).toBeGreaterThanOrEqual(1);
  for (const answer of answers.filter(({ status }) => status !== 202)) {
    expect(answer.body.code).toBe("idempotency_in_progress");
  }
  expect(await imports()).toHaveLength(1);
  expect(await rows(`SELECT 1 FROM "ImportLine"`)).toHaveLength(2);
});

test("a repetition after a crash between the effect and the answer finds the first import", async () => {
  const body = ndjson([lineOf()]);
  const first = await post(body, withKey("a"));
  await rows(
    `UPDATE "IdempotentCall" SET status = NULL, "sealedAnswer" = NULL, "leasedUntil" = now() - interval '1 second'`,
  );
  expect((await post(body, withKey("a"))).body.id).toBe(first.body.id);
  expect(await imports()).toHaveLength(1);
});

test("a refused body is refused again, and a broken stream may be repeated with its Idempotency-Key", async () => {
  await post("\n", withKey("a"));
  const again = await post("\n", withKey("a"));
  expect(again.body).toMatchObject({ code: "import_empty" });
  expect(again.headers.get("Idempotent-Replayed")).toBe("true");
  const breaking = new ReadableStream({ start: (controller) => controller.error(new Error("ECONNRESET")) });
  expect((await post(breaking, withKey("b"))).status).toBe(408);
  expect((await post(ndjson([lineOf()]), withKey("b"))).status).toBe(202);
});
