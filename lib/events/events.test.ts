import pg from "pg";
import { beforeEach, expect } from "vitest";
import { deleteExpired } from "@/lib/background/delete-expired";
import { disconnectConnection } from "@/lib/connections/disconnect/disconnect";
import { refreshHealth } from "@/lib/connections/health/refresh";
import { env } from "@/lib/env";
import { publishEvents } from "@/lib/events/publish";
import { eventTypes } from "@/lib/events/types";
import { processPending } from "@/lib/notifications/process";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { callApi } from "@/test/api";
import { connect, startOver } from "@/test/connect";
import type { TestDatabase } from "@/test/database";
import { addApiKey, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;
let key: string;

test.beforeAll(({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  env().API_RATE_LIMIT = 100_000;
});
beforeEach(async () => {
  await startOver(database, sandbox);
  await database.client.query(`DELETE FROM "Event"`);
  user = await createOwner(database);
  key = await addApiKey(database, ["events:read"]);
});

type Told = { id: string; type: string; timestamp: string; data: Record<string, unknown> };

/** The events that the API tells, oldest first. */
async function told(query = ""): Promise<Told[]> {
  const { status, body } = await callApi(`/events?limit=200${query}`, { key });
  expect(status, JSON.stringify(body)).toBe(200);
  return body.data;
}
const types = async () => (await told()).map(({ type }) => type);
const sql = (text: string, values: unknown[] = []) => database.client.query(text, values);

test("the life of a connection is told, and each event says which connection it is about", async () => {
  await sql(`UPDATE "Merchant" SET "externalId" = 'customer 7' WHERE id = $1`, [user.merchant.id]);
  const id = await connect(sandbox, user);
  await connect(sandbox, user, {}, id);
  await disconnectConnection(user, id);
  const events = await told();
  expect(events.map(({ type, data }) => [type, data.disconnected_by])).toEqual([
    ["connection.created", undefined],
    ["connection.reconnected", undefined],
    ["connection.disconnecting", "merchant"],
    ["connection.disconnected", "merchant"],
  ]);
  for (const { id: eventId, data } of events) {
    expect(eventId).toMatch(/^evt_[0-9a-f-]{36}$/);
    expect(data).toMatchObject({
      receipthero_id: id,
      merchant_id: user.merchant.id,
      external_id: "customer 7",
      label: "Shop",
      metadata: { merchant_id: user.merchant.id, external_id: "customer 7" },
    });
  }
});

test("each health is told, and so is its recovery", async () => {
  const id = await connect(sandbox, user);
  await sql(
    `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused' WHERE "receiptheroId" = $1`,
    [id],
  );
  await sql(
    `UPDATE "Connection" SET "unauthorizedSince" = NULL, "unauthorizedReason" = NULL WHERE "receiptheroId" = $1`,
    [id],
  );
  await sql(`UPDATE "Connection" SET "quietFrom" = now() - interval '1 hour' WHERE "receiptheroId" = $1`, [id]);
  await sql(`UPDATE "Connection" SET "overdueFrom" = now() - interval '1 hour' WHERE "receiptheroId" = $1`, [id]);
  await sql(`UPDATE "Connection" SET "overdueFrom" = NULL, "quietFrom" = NULL WHERE "receiptheroId" = $1`, [id]);
  expect((await told()).map(({ type, data }) => [type, data.reason ?? data.former_health ?? null])).toEqual([
    ["connection.created", null],
    ["connection.needs_reconnect", "refused"],
    ["connection.recovered", "unauthorized"],
    ["connection.quiet", null],
    ["connection.recovered", "quiet"],
    ["connection.receipt_overdue", null],
    ["connection.recovered", "overdue"],
  ]);
});

test("a health that time alone changes is told when the sweep notices it", async () => {
  const id = await connect(sandbox, user);
  // Without triggers, as if only time had passed.
  await sql("BEGIN");
  await sql("SET LOCAL session_replication_role = replica");
  await sql(`UPDATE "Connection" SET "quietFrom" = now() - interval '1 minute' WHERE "receiptheroId" = $1`, [id]);
  await sql("COMMIT");
  await refreshHealth();
  expect(await types()).toEqual(["connection.created", "connection.quiet"]);
});

test("a receipt is told when it is announced and when it is ready, and a repeated notification tells nothing", async () => {
  const id = await connect(sandbox, user);
  const notify = (type: string, receiptId: string) =>
    sql(
      `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", "receiptId", payload)
       VALUES (gen_random_uuid()::text, $2, $1, $3, '{"data": {"merchant_name": "Kahvila"}}')`,
      [id, type, receiptId],
    );
  for (const type of ["transaction_notification", "receipt_notification", "receipt_notification"]) {
    await notify(type, "r-1");
    await processPending();
  }
  await notify("receipt_notification", "r-2");
  await processPending();
  const events = (await told()).filter(({ type }) => type.startsWith("receipt."));
  expect(events.map(({ type, data }) => [type, data.receipt_id])).toEqual([
    ["receipt.announced", "r-1"],
    ["receipt.ready", "r-1"],
    ["receipt.ready", "r-2"],
  ]);
});

test("a notification of an unknown type goes out with its body", async () => {
  const id = await connect(sandbox, user);
  await sql(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload) VALUES ('news', 'card_expired', $1, '{"card": 7}')`,
    [id],
  );
  await processPending();
  expect((await told()).at(-1)).toMatchObject({
    type: "receipthero.notification",
    data: { receipthero_id: id, notification_type: "card_expired", notification: { card: 7 } },
  });
});

test("the end of a connect session is told, with the partner's own state", async () => {
  const { rows } = await sql(
    `INSERT INTO "ConnectSession" ("tokenHash", purpose, "merchantId", label, scopes, "partnerState")
     VALUES (gen_random_uuid()::text, 'connect', $1, 'Shop', '{}', 'cart 7') RETURNING id`,
    [user.merchant.id],
  );
  await sql(`UPDATE "ConnectSession" SET status = 'opened' WHERE id = $1`, [rows[0].id]);
  await sql(`UPDATE "ConnectSession" SET status = 'expired', reason = 'expired', "endedAt" = now() WHERE id = $1`, [
    rows[0].id,
  ]);
  const facts = { session_id: rows[0].id, status: "expired", reason: "expired", state: "cart 7", receipthero_id: null };
  expect(await told()).toMatchObject([
    { type: "connect_session.failed", data: { ...facts, merchant_id: user.merchant.id } },
  ]);
});

test("a session for a connection that has moved since tells nothing of its new owner", async () => {
  const id = await connect(sandbox, user);
  const { rows } = await sql(
    `INSERT INTO "ConnectSession" ("tokenHash", purpose, "merchantId", label, scopes, "receiptheroId", "partnerState")
     VALUES (gen_random_uuid()::text, 'manage', $1, 'Shop', '{}', $2, 'cart 7') RETURNING id`,
    [user.merchant.id, id],
  );
  const other = await createOwner(database, "Another business");
  await sql(`UPDATE "Connection" SET "merchantId" = $2, label = 'Their label' WHERE "receiptheroId" = $1`, [
    id,
    other.merchant.id,
  ]);
  await sql(`UPDATE "ConnectSession" SET status = 'expired', reason = 'expired', "endedAt" = now() WHERE id = $1`, [
    rows[0].id,
  ]);
  const last = (await told()).at(-1);
  expect(last).toMatchObject({
    type: "connect_session.failed",
    data: { receipthero_id: id, merchant_id: user.merchant.id, state: "cart 7" },
  });
  expect(JSON.stringify(last)).not.toContain("Their label");
});

test("a notification too long for a page of events goes out without its body", async () => {
  const id = await connect(sandbox, user);
  await sql(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload)
     VALUES ('long', 'card_expired', $1, jsonb_build_object('text', repeat('x', 70000)))`,
    [id],
  );
  await processPending();
  expect((await told()).at(-1)).toMatchObject({ data: { notification_type: "card_expired", notification: null } });
});

test("a change that is rolled back tells nothing", async () => {
  const id = await connect(sandbox, user);
  await sql("BEGIN");
  await sql(`UPDATE "Connection" SET "modifiedAt" = now() WHERE "receiptheroId" = $1`, [id]);
  await sql("ROLLBACK");
  expect(await types()).toEqual(["connection.created"]);
});

test("a caller who asks again with the cursor misses nothing, although an earlier transaction commits later", async () => {
  const other = new pg.Client({ connectionString: database.url });
  await other.connect();
  await other.query("BEGIN");
  await other.query(`INSERT INTO "Event" (type, data) VALUES ('connection.quiet', '{"n": "slow"}')`);
  await sql(`INSERT INTO "Event" (type, data) VALUES ('connection.quiet', '{"n": "fast"}')`);
  const first = (await callApi("/events", { key })).body;
  await other.query("COMMIT");
  await other.end();
  const second = (await callApi(`/events?cursor=${first.next_cursor}`, { key })).body;
  expect([...first.data, ...second.data].map(({ data }) => data.n)).toEqual(["fast", "slow"]);
  const third = (await callApi(`/events?cursor=${second.next_cursor}`, { key })).body;
  expect(third).toEqual({ data: [], next_cursor: second.next_cursor });
  await sql(`DELETE FROM "Event"`);
  await sql(`INSERT INTO "Event" (type, data) VALUES ('connection.quiet', '{"n": "later"}')`);
  const fourth = (await callApi(`/events?cursor=${second.next_cursor}`, { key })).body;
  expect(fourth.data.map(({ data }: Told) => data.n)).toEqual(["later"]);
});

test("servers that publish at once give each event one position", async () => {
  await sql(`INSERT INTO "Event" (type, data) SELECT 'connection.quiet', '{}' FROM generate_series(1, 2500)`);
  await Promise.all(Array.from({ length: 5 }, () => publishEvents()));
  while ((await publishEvents()) > 0);
  const { rows } = await sql(`SELECT count(*)::int, count(DISTINCT position)::int AS positions FROM "Event"`);
  expect(rows).toEqual([{ count: 2500, positions: 2500 }]);
});

test("the data of an event is erased when it was kept long enough, and the event is no longer listed", async () => {
  await sql(`INSERT INTO "Event" (type, data, at) VALUES ('connection.quiet', '{"n": "old"}', now() - interval '31 days'),
                                                         ('connection.quiet', '{"n": "new"}', now() - interval '29 days')`);
  await publishEvents();
  await deleteExpired();
  expect((await told()).map(({ data }) => data.n)).toEqual(["new"]);
  const { rows } = await sql(`SELECT count(*)::int FROM "Event"`);
  expect(rows).toEqual([{ count: 2 }]);
});

test("events are filtered by type, and an unknown type is refused", async () => {
  await connect(sandbox, user);
  expect(await told("&type=connection.quiet")).toEqual([]);
  expect((await told("&type=connection.quiet,connection.created")).map(({ type }) => type)).toEqual([
    "connection.created",
  ]);
  expect((await callApi("/events?type=nonsense", { key })).status).toBe(400);
});

test("every type that the triggers write is one that the documents name", async () => {
  const { rows } = await sql(
    `SELECT DISTINCT m[1] AS type FROM pg_proc, regexp_matches(prosrc, '''((?:connection|receipt|connect_session|receipthero)\\.[a-z_]+)''', 'g') m
      WHERE proname LIKE 'write\\_%\\_events'`,
  );
  expect(rows.length).toBeGreaterThan(8);
  for (const { type } of rows) expect(Object.keys(eventTypes)).toContain(type);
});
