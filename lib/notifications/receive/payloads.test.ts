import { beforeEach, describe, expect } from "vitest";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { deliver, deliverJson, ENTRIES, READY, useEntry } from "@/test/webhook";

let database: TestDatabase;
test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "Notification"`);
});

describe.each(ENTRIES)("by %s", (name) => {
  useEntry(name);

  /** The rows, with their bodies wherever processing has put them. */
  const stored = async () =>
    (await database.client.query(`SELECT *, notification_body(n) AS payload FROM "Notification" n`)).rows;

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
  ])(
    "a decoration such as %j does not cost the notification, and the answer is 200 with an empty body",
    async (odd) => {
      for (const notification_type of [
        "transaction_notification",
        "receipt_notification",
        "oauth_authorization_revoke",
      ]) {
        const response = await deliverJson({ ...READY, notification_type, ...odd });
        expect([response.status, await response.text()]).toEqual([200, ""]);
      }
      expect(await stored()).toHaveLength(3);
    },
  );

  test("a full notification is a duplicate of the short one for the same receipt", async () => {
    expect((await deliverJson(READY)).status).toBe(200);
    const full = {
      ...READY,
      notification_type: "full_receipt_notification",
      receipt_json: { a: 1 },
      receipt_web_url: "x",
    };
    expect((await deliverJson(full)).status).toBe(200);
    expect(await stored()).toMatchObject([{ type: "receipt_notification", deliveries: 2 }]);
  });

  test("a type that nobody knows is stored as it came, and so is each of its bodies", async () => {
    const body = {
      notification_type: "card_expired",
      receipthero_id: "some-id",
      receipt_id: 5,
      anything: [1, { b: null }],
    };
    expect((await deliverJson(body)).status).toBe(200);
    expect((await deliverJson(body)).status).toBe(200);
    expect((await deliverJson({ ...body, anything: 2 })).status).toBe(200);
    const rows = (await stored()).map(({ payload, deliveries }) => [payload, deliveries]);
    expect(rows.toSorted(([, one], [, other]) => other - one)).toEqual([
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

  test("brackets inside strings do not count as nesting", async () => {
    const texts = ["[".repeat(100), `"${"{".repeat(100)}`, `\\"${"[".repeat(100)}`];
    expect((await deliverJson({ ...READY, texts })).status).toBe(200);
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

  test("two bodies of an unknown type that differ in a number too large for a double are two notifications", async () => {
    const unknown = (number: string) => withField(`"x":${number}`).replace("receipt_notification", "card_expired");
    for (const number of ["1e131000", "1e131001", "1e131000"]) await deliver(unknown(number));
    expect((await stored()).map(({ deliveries }) => deliveries).sort()).toEqual([1, 2]);
  });
});
