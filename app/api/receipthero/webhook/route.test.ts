import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { POST } from "@/app/api/receipthero/webhook/route";
import { db } from "@/lib/db";
import { createTestDatabase, lockTable, type TestDatabase } from "@/test/database";

const KEY = "Token sandbox-webhook-key";
const READY = { notification_type: "receipt_notification", receipthero_id: "some-id", receipt_id: "some-receipt" };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "Notification"`);
});
afterAll(async () => {
  await db().$disconnect();
  await database.drop();
});

function deliver(body: BodyInit, headers: Record<string, string> = {}): Promise<Response> {
  const all = { Authorization: KEY, "Content-Type": "application/json", ...headers };
  return POST(new Request("http://localhost/api/receipthero/webhook", { method: "POST", headers: all, body }));
}
const json = (value: unknown, headers?: Record<string, string>) => deliver(JSON.stringify(value), headers);
const stored = async () => (await database.client.query(`SELECT * FROM "Notification"`)).rows;

async function refusal(response: Response) {
  return { status: response.status, ...(await response.json()) };
}

test.each(["Token sandbox-webhook-key", "Token former-webhook-key", "token sandbox-webhook-key"])(
  "%s is accepted, and 204 comes after the commit",
  async (Authorization) => {
    expect((await json(READY, { Authorization })).status).toBe(204);
    expect(await stored()).toMatchObject([{ type: READY.notification_type, payload: READY, deliveries: 1 }]);
  },
);

test("every kind of wrong key gets the same answer", async () => {
  const wrong = ["", "Token", "Token ", "Token wrong", "Token sandbox-webhook-ke", "Token sandbox-webhook-key2"];
  const others = ["Bearer sandbox-webhook-key", "sandbox-webhook-key", "Token former-webhook-key, sandbox-webhook-key"];
  const answers = await Promise.all(
    [...wrong, ...others].map(async (Authorization) => {
      const response = await json(READY, { Authorization });
      return { status: response.status, headers: [...response.headers], body: await response.text() };
    }),
  );
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
  expect(answers[0]).toMatchObject({ status: 401, body: '{"error":"unauthorized"}' });
  expect(await stored()).toEqual([]);
});

test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
  "a body of type %j is refused with 415",
  async (type) => {
    expect(await refusal(await json(READY, { "Content-Type": type }))).toEqual({
      status: 415,
      error: "unsupported_media_type",
    });
  },
);

test.each(["application/json; charset=utf-8", "Application/JSON"])("a body of type %j is read", async (type) => {
  expect((await json(READY, { "Content-Type": type })).status).toBe(204);
});

const padded = (bytes: number) => {
  const body = JSON.stringify({ ...READY, padding: "" });
  return body.replace('"padding":""', `"padding":"${"x".repeat(bytes - body.length)}"`);
};

test("256 KiB are taken, one byte more is not, whatever Content-Length says", async () => {
  expect((await deliver(padded(256 * 1024))).status).toBe(204);
  for (const length of ["10", "262144", "999999999"]) {
    expect(await refusal(await deliver(padded(256 * 1024 + 1), { "Content-Length": length }))).toEqual({
      status: 413,
      error: "too_large",
    });
  }
});

test("a body without end is not read to its end", async () => {
  let sent = 0;
  const body = new ReadableStream({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(64 * 1024).fill(32));
    },
  });
  const request = { method: "POST", headers: { Authorization: KEY, "Content-Type": "application/json" }, body };
  const response = await POST(new Request("http://localhost/", { ...request, duplex: "half" } as RequestInit));
  expect(response.status).toBe(413);
  expect(sent).toBeLessThan(10);
});

const nested = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`);

test.each([
  ["", "not_json"],
  ["{", "not_json"],
  ["{'a':1}", "not_json"],
  [new Uint8Array([0x22, 0xff, 0x22]), "not_json"],
  ["[".repeat(100_000), "not_json"],
  ["null", "not_an_object"],
  ["[]", "not_an_object"],
  ['"text"', "not_an_object"],
  ["1", "not_an_object"],
  [`${"[".repeat(100_000)}${"]".repeat(100_000)}`, "not_an_object"],
  [JSON.stringify({ ...READY, partner_metadata: nested(40) }), "nested_too_deeply"],
  [`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "nested_too_deeply"],
  [JSON.stringify({ ...READY, note: "a\u0000b" }), "unstorable"],
  [JSON.stringify({ ...READY, note: "?" }).replace("?", "\\ud800"), "unstorable"],
  [JSON.stringify({ ...READY, note: 1 }).replace('"note":1', '"note":1e999999'), "unstorable"],
])("the body %j is refused as %s", async (body, error) => {
  expect(await refusal(await deliver(body))).toEqual({ status: 400, error });
  expect(await stored()).toEqual([]);
});

test.each([
  [{}, ["notification_type", "receipthero_id"]],
  [{ ...READY, notification_type: 7 }, ["notification_type"]],
  [{ ...READY, notification_type: "" }, ["notification_type"]],
  [{ ...READY, notification_type: "x".repeat(101) }, ["notification_type"]],
  [{ ...READY, receipthero_id: undefined }, ["receipthero_id"]],
  [{ ...READY, receipthero_id: "with space" }, ["receipthero_id"]],
  [{ ...READY, receipthero_id: "x".repeat(256) }, ["receipthero_id"]],
  [{ ...READY, receipt_id: undefined }, ["receipt_id"]],
  [{ ...READY, receipt_id: ["a"] }, ["receipt_id"]],
  [{ ...READY, partner_metadata: "text" }, ["partner_metadata"]],
  [{ ...READY, partner_metadata: [] }, ["partner_metadata"]],
  [{ ...READY, notification_type: "transaction_notification", receipt_id: undefined, data: 1 }, ["receipt_id", "data"]],
  [{ ...READY, notification_type: "transaction_notification", data: { merchant_name: 1 } }, ["data.merchant_name"]],
])("%j is refused with the names of its fields", async (body, fields) => {
  expect(await refusal(await json(body))).toEqual({ status: 400, error: "invalid_notification", fields });
});

test("a type that nobody knows is stored as it came, and so is each of its bodies", async () => {
  const body = {
    notification_type: "card_expired",
    receipthero_id: "some-id",
    receipt_id: 5,
    anything: [1, { b: null }],
  };
  expect((await json(body)).status).toBe(204);
  expect((await json(body)).status).toBe(204);
  expect((await json({ ...body, anything: 2 })).status).toBe(204);
  expect((await stored()).map(({ payload, deliveries }) => [payload, deliveries])).toEqual([
    [body, 2],
    [{ ...body, anything: 2 }, 1],
  ]);
});

test("numbers and keys that JavaScript would change are kept as they came", async () => {
  const body = JSON.stringify({ ...READY, x: 0 }).replace(
    '"x":0',
    '"n":12345678901234567890.123456789,"__proto__":{"a":1}',
  );
  expect((await deliver(body)).status).toBe(204);
  const [{ text }] = (await database.client.query(`SELECT payload::text AS text FROM "Notification"`)).rows;
  expect(text).toContain('"n": 12345678901234567890.123456789');
  expect(text).toContain('"__proto__": {"a": 1}');
});

test("with a database that does not answer: 503, Retry-After, and nothing is claimed", async () => {
  const release = await lockTable(database, "Notification");
  const response = await json(READY);
  expect(response.headers.get("Retry-After")).toBe("30");
  expect(await refusal(response)).toEqual({ status: 503, error: "storage_unavailable" });
  await release();
  expect(await stored()).toEqual([]);
  expect((await json(READY)).status).toBe(204);
}, 30_000);

test("random bytes and random JSON never make a 5xx, and what is acknowledged is stored", async () => {
  const value = fc.json({ maxDepth: 6 });
  const likely = fc
    .record(
      {
        notification_type: fc.constantFrom("receipt_notification", "transaction_notification", "new_type", 1, null),
        receipthero_id: fc.oneof(fc.string(), fc.constant("an-id")),
        receipt_id: fc.oneof(fc.string({ unit: "binary" }), fc.constant("a-receipt")),
        data: fc.jsonValue(),
        partner_metadata: fc.jsonValue(),
      },
      { requiredKeys: [] },
    )
    .map((body) => JSON.stringify(body));
  let acknowledged = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.uint8Array(), value, likely), async (body) => {
      const { status } = await deliver(typeof body === "string" ? body : new Uint8Array(body));
      expect([204, 400]).toContain(status);
      const [{ count }] = (
        await database.client.query(`SELECT coalesce(sum(deliveries), 0)::int AS count FROM "Notification"`)
      ).rows;
      acknowledged += status === 204 ? 1 : 0;
      expect(count).toBe(acknowledged);
    }),
    { numRuns: 400 },
  );
  expect(acknowledged).toBeGreaterThan(0);
});
