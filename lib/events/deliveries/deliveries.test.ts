import { afterEach, beforeEach, expect } from "vitest";
import { deleteExpired } from "@/lib/background/delete-expired";
import { decodeCursor } from "@/lib/db/keyset";
import { workFor } from "@/lib/events/deliver/run";
import { type DeliveryFilter, deliveryFilterSchema, LOG_ORDER } from "@/lib/events/deliveries/filter";
import { getDelivery } from "@/lib/events/deliveries/get";
import { listDeliveries } from "@/lib/events/deliveries/list";
import { deliverEvent, redeliverFailed } from "@/lib/events/deliveries/redeliver";
import type { Admin } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { type Deliveries, startDeliveries } from "@/test/deliveries";
import { createAdmin, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let admin: Admin;
let to: Deliveries;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  admin = await createAdmin(database);
});
beforeEach(async () => {
  to = await startDeliveries(database);
});
afterEach(() => to.receiver.stop());

const EVERYTHING: DeliveryFilter = deliveryFilterSchema.parse({
  endpoint: null,
  type: null,
  outcome: null,
  from: null,
  to: null,
});
const listed = async (filter: Partial<DeliveryFilter>) =>
  (await listDeliveries(someStaff(), { ...EVERYTHING, ...filter }, null)).rows.map(({ type, state }) => [type, state]);
const newest = async () => (await listDeliveries(someStaff(), EVERYTHING, null)).rows[0];
const eventId = async () => (await to.sql(`SELECT "publicId" FROM "Event" ORDER BY id DESC LIMIT 1`))[0].publicId;

test("the log is filtered by endpoint, type, outcome and day, and each page goes on where the last one ended", async () => {
  const { id } = await to.createEndpoint({ types: ["receipt.ready"] });
  await to.addEvents(1, "receipt.ready");
  await workFor(id);
  const other = await to.createEndpoint();
  await to.addEvents(2, "connection.quiet");
  to.receiver.respond = (response) => response.writeHead(500).end();
  await workFor(other.id);
  await to.sql(
    `UPDATE "EventDelivery" SET state = 'FAILED', "finishedAt" = now() WHERE id = (SELECT max(id) FROM "EventDelivery")`,
  );
  await to.sql(`UPDATE "EventDelivery" SET "createdAt" = '2026-01-02T23:59:59Z' WHERE "endpointId" = $1`, [id]);

  expect(await listed({})).toHaveLength(3);
  expect(await listed({ endpoint: id })).toEqual([["receipt.ready", "DELIVERED"]]);
  expect(await listed({ endpoint: other.id, outcome: "failed" })).toEqual([["connection.quiet", "FAILED"]]);
  expect(await listed({ type: "connection.quiet", outcome: "waiting" })).toEqual([["connection.quiet", "PENDING"]]);
  expect(await listed({ from: "2026-01-02", to: "2026-01-02" })).toEqual([["receipt.ready", "DELIVERED"]]);
  expect(await listed({ to: "2026-01-01" })).toEqual([]);

  const ids: bigint[] = [];
  for (let after = null, more = true; more; ) {
    const page = await listDeliveries(someStaff(), EVERYTHING, after, 1);
    ids.push(...page.rows.map((row) => row.id));
    after = decodeCursor(LOG_ORDER, page.next);
    more = after !== null;
  }
  expect(ids).toHaveLength(3);
  expect(new Set(ids).size).toBe(3);
});

test("a delivery shows its request as it was sent, and the answer of each attempt, until they are erased", async () => {
  to.receiver.respond = (response) => response.writeHead(418).end("<b>no</b>");
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  await workFor(id);
  const row = await newest();
  expect(row).toMatchObject({ status: 418, problem: "status", attempts: 1, isOff: false });
  const delivery = await getDelivery(someStaff(), row?.id ?? 0n);
  expect(delivery).toMatchObject({ body: to.receiver.arrivals[0]?.body, endpointId: id });
  expect(delivery?.history).toMatchObject([{ number: 1, status: 418, body: "<b>no</b>" }]);
  await to.sql(`UPDATE "Event" SET data = NULL`);
  expect(await getDelivery(someStaff(), row?.id ?? 0n)).toMatchObject({ body: null });
  expect(await getDelivery(someStaff(), 0n)).toBeNull();
});

test("the log of an event is deleted after 90 days", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(2);
  await workFor(id);
  const age = (days: number) =>
    to.sql(`UPDATE "Event" SET at = now() - make_interval(days => $1) WHERE id = (SELECT min(id) FROM "Event")`, [
      days,
    ]);
  await age(89);
  await deleteExpired();
  expect(await to.attempts()).toHaveLength(2);
  await age(90);
  await deleteExpired();
  expect(await to.deliveries(id)).toHaveLength(1);
  expect(await to.attempts()).toHaveLength(1);
});

test("an event is sent again to its endpoint, and for the first time to another one that does not get its type", async () => {
  const { id } = await to.createEndpoint();
  const other = await to.createEndpoint({ types: ["receipt.ready"] });
  await to.addEvents(1);
  await workFor(id);
  const event = await eventId();
  const again = await deliverEvent(admin, event, id);
  const first = await deliverEvent(admin, event, other.id);
  expect(again).not.toBe(first);
  await workFor(id);
  await workFor(other.id);
  expect(new Set(to.receiver.arrivals.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set([`evt_${event}`]));
  expect(to.receiver.arrivals).toHaveLength(3);
  expect(await to.deliveries(id)).toMatchObject([{ state: "DELIVERED", attempts: 2 }]);
  expect(await to.deliveries(other.id)).toMatchObject([{ state: "DELIVERED", attempts: 1 }]);
});

test("an event without its data, an unknown event and an unknown endpoint are not sent", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  const event = await eventId();
  expect(await deliverEvent(admin, crypto.randomUUID(), id)).toBeNull();
  expect(await deliverEvent(admin, event, crypto.randomUUID())).toBeNull();
  await to.sql(`UPDATE "Event" SET data = NULL`);
  expect(await deliverEvent(admin, event, id)).toBeNull();
});

test("only what was given up since a time is sent again, and the audit log says how much", async () => {
  to.receiver.respond = (response) => response.writeHead(500).end();
  const { id } = await to.createEndpoint();
  await to.addEvents(3);
  await workFor(id);
  await to.sql(`UPDATE "EventDelivery" SET state = 'FAILED', "finishedAt" = now()`);
  await to.sql(
    `UPDATE "EventDelivery" SET "createdAt" = now() - interval '2 hours' WHERE id = (SELECT min(id) FROM "EventDelivery")`,
  );
  expect(await redeliverFailed(admin, id, new Date(Date.now() - 3_600_000))).toBe(2);
  expect(await redeliverFailed(admin, id, new Date(Date.now() - 3_600_000))).toBe(0);
  const events = await to.sql(
    `SELECT after FROM "AuditEvent" WHERE action = 'webhook_endpoint.redelivered' AND after ->> 'endpointId' = $1`,
    [id],
  );
  expect(events.map(({ after }) => after.count)).toEqual([2]);
});
