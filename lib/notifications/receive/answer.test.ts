import fc from "fast-check";
import { beforeEach, describe, expect, vi } from "vitest";
import { answerDelivery } from "@/lib/notifications/receive/answer";
import { lockTable, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { deliver, deliverJson, ENTRIES, KEY, READY, refusal, useEntry } from "@/test/webhook";

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

  test.each(["Token sandbox-webhook-key", "Token former-webhook-key", "token sandbox-webhook-key"])(
    "%s is accepted, and 200 comes after the commit",
    async (Authorization) => {
      expect((await deliverJson(READY, { Authorization })).status).toBe(200);
      expect(await stored()).toMatchObject([{ type: READY.notification_type, payload: READY, deliveries: 1 }]);
    },
  );

  test("every kind of wrong key gets the same answer", async () => {
    const wrong = ["", "Token", "Token ", "Token wrong", "Token sandbox-webhook-ke", "Token sandbox-webhook-key2"];
    const others = [
      "Bearer sandbox-webhook-key",
      "sandbox-webhook-key",
      "Token former-webhook-key, sandbox-webhook-key",
    ];
    const answers = await Promise.all(
      [...wrong, ...others].map(async (Authorization) => {
        const response = await deliverJson(READY, { Authorization });
        return {
          status: response.status,
          headers: [...response.headers].filter(([name]) => name !== "date"),
          body: await response.text(),
        };
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 401, body: '{"error":"unauthorized"}' });
    expect(await stored()).toEqual([]);
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""])(
    "a body of type %j is refused with 415",
    async (type) => {
      expect(await refusal(await deliverJson(READY, { "Content-Type": type }))).toEqual({
        status: 415,
        error: "unsupported_media_type",
      });
    },
  );

  test.each(["application/json; charset=utf-8", "Application/JSON"])("a body of type %j is read", async (type) => {
    expect((await deliverJson(READY, { "Content-Type": type })).status).toBe(200);
  });

  const padded = (bytes: number) => {
    const body = JSON.stringify({ ...READY, padding: "" });
    return body.replace('"padding":""', `"padding":"${"x".repeat(bytes - body.length)}"`);
  };

  const LIMIT = 2 * 1024 * 1024;

  test("a body of 2 MB is accepted and one byte more is refused, and the next one is read", async () => {
    expect((await deliver(padded(LIMIT))).status).toBe(200);
    expect(await refusal(await deliver(padded(LIMIT + 1)))).toEqual({ status: 413, error: "too_large" });
    expect(await refusal(await deliver(padded(LIMIT + 1), { Authorization: "" }))).toMatchObject({ status: 401 });
    expect((await deliverJson(READY)).status).toBe(200);
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
    expect(await refusal(await deliverJson(body))).toEqual({ status: 400, error: "invalid_notification", fields });
  });

  test("a card flow's notification, whose key comes without the word Token, is refused", async () => {
    const card = { notification_type: "card_added", partner_card_id: "c-1" };
    expect(await refusal(await deliverJson(card, { Authorization: "sandbox-webhook-key" }))).toMatchObject({
      status: 401,
    });
    expect(await stored()).toEqual([]);
  });

  test("with a database that does not answer: 503, Retry-After, and nothing is claimed", async () => {
    const release = await lockTable(database, "Notification");
    const response = await deliverJson(READY);
    expect(response.headers.get("Retry-After")).toBe("30");
    expect(await refusal(response)).toEqual({ status: 503, error: "storage_unavailable" });
    await release();
    expect(await stored()).toEqual([]);
    expect((await deliverJson(READY)).status).toBe(200);
  }, 30_000);

  test("a notification whose connection to the database breaks is stored over another one, and acknowledged", async () => {
    const release = await lockTable(database, "Notification");
    const response = deliverJson(READY);
    const end = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    await vi.waitFor(async () => expect((await database.client.query(end)).rowCount).toBe(1));
    await release();
    expect((await response).status).toBe(200);
    expect(await stored()).toMatchObject([{ deliveries: 1 }]);
  });

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
});

const LIKE_RECEIPTHERO = { authorization: KEY, contentType: "application/json" };

test("a body without end is not read to its end", async () => {
  let sent = 0;
  async function* endless() {
    for (;;) {
      sent += 1;
      yield new Uint8Array(64 * 1024).fill(32);
    }
  }
  expect((await answerDelivery({ ...LIKE_RECEIPTHERO, body: endless() })).status).toBe(413);
  expect(sent).toBeLessThan(40);
});

test("a body that breaks off is refused with 408", async () => {
  async function* broken() {
    yield new TextEncoder().encode('{"notification_type":');
    throw new Error("aborted");
  }
  const { status, body } = await answerDelivery({ ...LIKE_RECEIPTHERO, body: broken() });
  expect([status, body]).toEqual([408, '{"error":"incomplete"}']);
});
