import { afterEach, beforeEach, expect, vi } from "vitest";
import { AT_ONCE } from "@/lib/events/deliver/lanes";
import { leaseEndpoint } from "@/lib/events/deliver/lease";
import { nextEvents } from "@/lib/events/deliver/next";
import { recordOutcomes } from "@/lib/events/deliver/record";
import { startDelivering, workFor } from "@/lib/events/deliver/run";
import { log } from "@/lib/log";
import type { TestDatabase } from "@/test/database";
import { type Deliveries, startDeliveries } from "@/test/deliveries";
import { test } from "@/test/fixtures";
import { startReceiver } from "@/test/receiver";

let database: TestDatabase;
let to: Deliveries;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  to = await startDeliveries(database);
});
afterEach(() => to.receiver.stop());

test("servers together send an endpoint no more than its share at once, and each event once", async () => {
  let open = 0;
  let most = 0;
  to.receiver.respond = (response) => {
    most = Math.max(most, ++open);
    setImmediate(() => {
      open--;
      response.end();
    });
  };
  const { id } = await to.createEndpoint();
  await to.addEvents(60);
  await Promise.all([workFor(id), workFor(id), workFor(id)]);
  expect(new Set(to.receiver.arrivals.map(({ headers }) => headers["webhook-id"])).size).toBe(60);
  expect(to.receiver.arrivals).toHaveLength(60);
  expect(most).toBeLessThanOrEqual(AT_ONCE);
});

test("the events of a dead server are sent by another one when its lease is over", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(3);
  expect(await leaseEndpoint(id)).not.toBeNull();
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(0);
  await to.sql(`UPDATE "WebhookEndpoint" SET "leasedUntil" = now()`);
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(3);
});

test("a server that has lost its lease records nothing, and the other one sends the same events", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(3);
  to.receiver.respond = async (response) => {
    to.receiver.respond = (others) => others.end();
    await to.sql(`UPDATE "WebhookEndpoint" SET "leaseId" = gen_random_uuid(), "leasedUntil" = now()`);
    response.end();
  };
  await workFor(id);
  expect(await to.deliveries(id)).toEqual([]);
  await workFor(id);
  expect(await to.deliveries(id)).toMatchObject(Array(3).fill({ state: "DELIVERED", attempts: 1 }));
  const arrived = to.receiver.arrivals.map(({ headers }) => headers["webhook-id"]);
  expect([arrived.length, new Set(arrived).size]).toEqual([6, 3]);
});

test("a recording that fails is tried again, and no event is sent twice", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(20);
  await to.sql(`
    CREATE SEQUENCE recordings;
    CREATE FUNCTION refuse_first() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN IF nextval('recordings') = 1 THEN RAISE 'not now'; END IF; RETURN NULL; END $$;
    CREATE TRIGGER refuse_first BEFORE INSERT ON "EventDelivery" FOR EACH STATEMENT EXECUTE FUNCTION refuse_first()`);
  try {
    await workFor(id);
  } finally {
    await to.sql(`DROP FUNCTION refuse_first CASCADE; DROP SEQUENCE recordings`);
  }
  expect(await to.deliveries(id)).toMatchObject(Array(20).fill({ state: "DELIVERED", attempts: 1 }));
  expect(to.receiver.arrivals).toHaveLength(20);
});

test("an outcome that is recorded twice counts once", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  const leased = await leaseEndpoint(id);
  if (!leased) throw new Error("nothing else works for the endpoint");
  const place = { endpointId: id, types: [], after: leased.endpoint.position };
  const { deliveries, until } = await nextEvents(place, 1);
  const attempt = { problem: "status" as const, status: 500, body: null, milliseconds: 1 };
  const outcomes = deliveries.map((delivery) => ({ delivery, url: to.receiver.url, attempt }));
  await recordOutcomes(leased.lease, outcomes, until);
  await recordOutcomes(leased.lease, outcomes, until);
  expect(await to.deliveries(id)).toMatchObject([{ state: "PENDING", attempts: 1 }]);
  expect(await to.attempts()).toMatchObject([{ number: 1, status: 500 }]);
});

test("an endpoint gets each event of a long backlog once, of the types that it wants", async () => {
  const { id } = await to.createEndpoint({ types: ["receipt.ready"] });
  await to.addEvents(150, "receipt.ready");
  await to.addEvents(20, "connection.quiet");
  await to.addEvents(150, "receipt.ready");
  to.receiver.respond = (response) => setImmediate(() => response.end());
  await workFor(id);
  await workFor(id);
  expect(to.types()).toEqual(Array(300).fill("receipt.ready"));
  expect(new Set(to.receiver.arrivals.map(({ headers }) => headers["webhook-id"])).size).toBe(300);
  expect(
    await to.sql(`SELECT position = (SELECT max(position) FROM "Event") AS "isServed" FROM "WebhookEndpoint"`),
  ).toEqual([{ isServed: true }]);
});

test("a request that hangs keeps no other event from being sent", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  let release = () => {};
  to.receiver.respond = (response) => {
    release = () => response.end();
    to.receiver.respond = (others) => others.end();
  };
  await to.addEvents(249);
  const work = workFor(id);
  await vi.waitFor(() => expect(to.receiver.arrivals).toHaveLength(250), { timeout: 10_000 });
  await vi.waitFor(async () => expect(await to.deliveries(id)).toHaveLength(249), { timeout: 10_000 });
  release();
  await work;
  expect(await to.deliveries(id)).toMatchObject(Array(250).fill({ state: "DELIVERED", attempts: 1 }));
});

test("a server that ends sends nothing more, records what runs, and leaves the rest to another one at once", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(20);
  const answers: (() => void)[] = [];
  to.receiver.respond = (response) => answers.push(() => response.end());
  const stop = startDelivering();
  await vi.waitFor(() => expect(answers).toHaveLength(AT_ONCE), { timeout: 10_000 });
  const stopped = stop();
  for (const answer of answers) answer();
  await stopped;
  expect(to.receiver.arrivals).toHaveLength(AT_ONCE);
  to.receiver.respond = (response) => response.end();
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(20);
  expect(await to.deliveries(id)).toMatchObject(Array(20).fill({ state: "DELIVERED", attempts: 1 }));
});

test("an event far behind others of no interest is found in steps, whose places are kept", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  await to.sql(`UPDATE "WebhookEndpoint" SET position = 0`);
  await to.sql(`UPDATE "Event" SET position = 500000`);
  const positions = [];
  for (let step = 0; step < 3; step++) {
    await workFor(id);
    positions.push(Number((await to.sql(`SELECT position FROM "WebhookEndpoint"`))[0]?.position));
  }
  expect(positions).toEqual([200_000, 400_000, 500_000]);
  expect(to.receiver.arrivals).toHaveLength(1);
});

test("an event whose data is erased is given up, and does not keep others waiting", async () => {
  to.receiver.respond = (response) => response.writeHead(500).end();
  const { id } = await to.createEndpoint();
  await to.addEvents(120);
  await workFor(id);
  await to.sql(`UPDATE "Event" SET data = NULL WHERE (data ->> 'n')::int <= 110`);
  await to.dueNow();
  to.receiver.respond = (response) => response.end();
  await workFor(id);
  const states = (await to.deliveries(id)).map(({ state, attempts }) => `${state} ${attempts}`);
  expect(states.filter((state) => state === "FAILED 1")).toHaveLength(110);
  expect(states.filter((state) => state === "DELIVERED 2")).toHaveLength(10);
});

test("an endpoint that is deleted during an attempt leaves nothing, and no error", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(2);
  to.receiver.respond = async (response) => {
    await to.api(`/webhook-endpoints/${id}`, "DELETE");
    response.end();
  };
  const errors = vi.spyOn(log, "error");
  await workFor(id);
  expect(errors).not.toHaveBeenCalled();
  expect(await to.attempts()).toEqual([]);
});

test("an endpoint that hangs gets no more requests than its share, and delays no other endpoint", async () => {
  const hanging = await startReceiver();
  hanging.respond = () => {};
  try {
    const slow = await to.createEndpoint({ url: hanging.url });
    const { id } = await to.createEndpoint();
    await to.addEvents(20);
    const work = workFor(slow.id);
    await workFor(id);
    expect(to.receiver.arrivals).toHaveLength(20);
    await vi.waitFor(() => expect(hanging.arrivals).toHaveLength(AT_ONCE));
    hanging.respond = (response) => response.end();
    hanging.stop();
    await work;
    expect(await to.deliveries(slow.id)).toMatchObject(
      Array.from({ length: 20 }, () => ({ state: "PENDING", attempts: 1 })),
    );
  } finally {
    hanging.stop();
  }
});
