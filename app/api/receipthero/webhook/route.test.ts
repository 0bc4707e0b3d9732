import fc from "fast-check";
import { beforeEach, expect } from "vitest";
import { POST } from "@/app/api/receipthero/webhook/route";
import { lockTable, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

const KEY = "Token sandbox-webhook-key";
const READY = { notification_type: "receipt_notification", receipthero_id: "some-id", receipt_id: "some-receipt" };

let database: TestDatabase;
test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "Notification"`);
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
  "%s is accepted, and 200 comes after the commit",
  async (Authorization) => {
    expect((await json(READY, { Authorization })).status).toBe(200);
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
  expect((await json(READY, { "Content-Type": type })).status).toBe(200);
});

const padded = (bytes: number) => {
  const body = JSON.stringify({ ...READY, padding: "" });
  return body.replace('"padding":""', `"padding":"${"x".repeat(bytes - body.length)}"`);
};

const LIMIT = 2 * 1024 * 1024;

test("a body of 2 MB is accepted and one byte more is refused, with any Content-Length", async () => {
  expect((await deliver(padded(LIMIT))).status).toBe(200);
  for (const length of ["10", String(LIMIT), "999999999"]) {
    expect(await refusal(await deliver(padded(LIMIT + 1), { "Content-Length": length }))).toEqual({
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
  expect(sent).toBeLessThan(40);
});

test("a body that breaks off is refused with 408", async () => {
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(new TextEncoder().encode('{"notification_type":'));
      controller.error(new Error("aborted"));
    },
  });
  const request = { method: "POST", headers: { Authorization: KEY, "Content-Type": "application/json" }, body };
  const response = await POST(new Request("http://localhost/", { ...request, duplex: "half" } as RequestInit));
  expect(await refusal(response)).toEqual({ status: 408, error: "incomplete" });
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
  [JSON.stringify({ ...READY, receipt_json: {}, partner_metadata: nested(40) }), "nested_too_deeply"],
  [`{"receipt_json":{},"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "nested_too_deeply"],
  [`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, "nested_too_deeply"],
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
  [{ ...READY, notification_type: "transaction_notification", receipt_id: undefined, data: 1 }, ["receipt_id"]],
  [{ ...READY, notification_type: "full_receipt_notification", receipt_id: undefined }, ["receipt_id"]],
  // Notifications of ReceiptHero's card flow belong to no connection.
  [{ notification_type: "card_added", partner_card_id: "c-1" }, ["receipthero_id"]],
  [{ notification_type: "receipt_notification", partner_card_id: "c-1", receipt_id: "r-1" }, ["receipthero_id"]],
])("%j is refused with the names of its fields", async (body, fields) => {
  expect(await refusal(await json(body))).toEqual({ status: 400, error: "invalid_notification", fields });
});

test("a card flow's notification, whose key comes without the word Token, is refused", async () => {
  const card = { notification_type: "card_added", partner_card_id: "c-1" };
  expect(await refusal(await json(card, { Authorization: "sandbox-webhook-key" }))).toMatchObject({ status: 401 });
  expect(await stored()).toEqual([]);
});

test.each([
  { partner_metadata: [] },
  { partner_metadata: "text" },
  { partner_metadata: null },
  { data: 1 },
  { data: [] },
  { data: { merchant_name: "" } },
  { data: { merchant_name: "Kioski\tHelsinki" } },
  { data: { merchant_name: "x".repeat(10_000) } },
  { data: { merchant_name: 1 } },
  { data: { merchant_name: { a: "b" } } },
])("a decoration such as %j does not cost the notification, and the answer is 200 with an empty body", async (odd) => {
  for (const notification_type of ["transaction_notification", "receipt_notification", "oauth_authorization_revoke"]) {
    const response = await json({ ...READY, notification_type, ...odd });
    expect([response.status, await response.text()]).toEqual([200, ""]);
  }
  expect(await stored()).toHaveLength(3);
});

test("a full notification is the one of the same receipt, delivered again", async () => {
  expect((await json(READY)).status).toBe(200);
  const full = {
    ...READY,
    notification_type: "full_receipt_notification",
    receipt_json: { a: 1 },
    receipt_web_url: "x",
  };
  expect((await json(full)).status).toBe(200);
  expect(await stored()).toMatchObject([{ type: "receipt_notification", deliveries: 2 }]);
});

test("a type that nobody knows is stored as it came, and so is each of its bodies", async () => {
  const body = {
    notification_type: "card_expired",
    receipthero_id: "some-id",
    receipt_id: 5,
    anything: [1, { b: null }],
  };
  expect((await json(body)).status).toBe(200);
  expect((await json(body)).status).toBe(200);
  expect((await json({ ...body, anything: 2 })).status).toBe(200);
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
  expect((await deliver(body)).status).toBe(200);
  const [{ text }] = (await database.client.query(`SELECT payload::text AS text FROM "Notification"`)).rows;
  expect(text).toContain('"n": 12345678901234567890.123456789');
  expect(text).toContain('"__proto__": {"a": 1}');
});

test("brackets in a text are no depth", async () => {
  const texts = ["[".repeat(100), `"${"{".repeat(100)}`, `\\"${"[".repeat(100)}`];
  expect((await json({ ...READY, texts })).status).toBe(200);
});

/** The JSON of a notification with an extra field, whose JSON is any text. */
const withField = (json: string) => JSON.stringify({ ...READY, x: 0 }).replace('"x":0', json);

test.each([
  ['"x":1e131000', { x: null }],
  ['"x":[-1e999999,1e400]', { x: [null, null] }],
  [`"x":1${"0".repeat(400)}`, { x: null }],
  ['"x":1e300', { x: "1e+300" }],
  ['"x":5e-324', { x: "5e-324" }],
  ['"x":1E3', { x: 1000 }],
  ['"x":"a\\u0000b"', { x: "ab" }],
  ['"a\\u0000b":{"\\u0000":1}', { ab: { "": 1 } }],
  ['"x":"\\u0000\\\\u0000\\\\\\ud800"', { x: "\\u0000\\\ufffd" }],
  ['"x":"\\ud800!"', { x: "\ufffd!" }],
  ['"x":"\\ud83e\\udd8a"', { x: "🦊" }],
])("what PostgreSQL cannot keep does not lose the notification: %s", async (field, expected) => {
  expect((await deliver(withField(field))).status).toBe(200);
  expect((await stored())[0].payload).toEqual({ ...READY, ...expected });
});

test("no notification is much longer in the database than on the way", async () => {
  const numbers = ["1e131000", "1e308", "-1e308", "1e-300", "1e21", "0.1e-5", "9".repeat(39), "123456789.123456789"];
  for (const number of numbers) {
    const body = withField(`"x":[${Array(2_000).fill(number).join()}]`);
    expect((await deliver(body)).status).toBe(200);
    const [{ length }] = (
      await database.client.query(`SELECT max(octet_length(payload::text))::int AS length FROM "Notification"`)
    ).rows;
    expect(length, number).toBeLessThan(2 * body.length);
    await database.client.query(`DELETE FROM "Notification"`);
  }
});

test("a receipt that comes along is not kept, however large and deep it is", async () => {
  const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
  const body = withField(`"receipt_json":{"secret":"${"x".repeat(1_000_000)}","deep":${deep}},"more":{"n":1}`);
  expect((await deliver(body.replace("receipt_notification", "full_receipt_notification"))).status).toBe(200);
  const [{ payload }] = await stored();
  expect(payload).toEqual({ ...READY, notification_type: "full_receipt_notification", more: { n: 1 } });
});

test("two bodies of an unknown type that differ in a number beyond all are two notifications", async () => {
  const unknown = (number: string) => withField(`"x":${number}`).replace("receipt_notification", "card_expired");
  for (const number of ["1e131000", "1e131001", "1e131000"]) await deliver(unknown(number));
  expect((await stored()).map(({ deliveries }) => deliveries).sort()).toEqual([1, 2]);
});

test("with a database that does not answer: 503, Retry-After, and nothing is claimed", async () => {
  const release = await lockTable(database, "Notification");
  const response = await json(READY);
  expect(response.headers.get("Retry-After")).toBe("30");
  expect(await refusal(response)).toEqual({ status: 503, error: "storage_unavailable" });
  await release();
  expect(await stored()).toEqual([]);
  expect((await json(READY)).status).toBe(200);
}, 30_000);

test("random bytes and random JSON never cause a 5xx, and every acknowledged notification is stored", async () => {
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
      expect([200, 400]).toContain(status);
      const [{ count }] = (
        await database.client.query(`SELECT coalesce(sum(deliveries), 0)::int AS count FROM "Notification"`)
      ).rows;
      acknowledged += status === 200 ? 1 : 0;
      expect(count).toBe(acknowledged);
    }),
    { numRuns: 400 },
  );
  expect(acknowledged).toBeGreaterThan(0);
});
