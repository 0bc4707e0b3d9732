import { afterEach, beforeEach, expect } from "vitest";
import { workFor } from "@/lib/events/deliver/run";
import { publishEvents } from "@/lib/events/publish";
import type { TestDatabase } from "@/test/database";
import { type Deliveries, startDeliveries } from "@/test/deliveries";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let to: Deliveries;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  to = await startDeliveries(database);
});
afterEach(() => to.receiver.stop());

test("an endpoint that is gone is switched off, and gets what it missed when it comes back", async () => {
  to.receiver.respond = (response) => response.writeHead(410).end();
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  await workFor(id);
  expect((await to.api(`/webhook-endpoints/${id}`)).body).toMatchObject({ enabled: false, disabled_reason: "gone" });
  await to.addEvents(2);
  await to.dueNow();
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(1);
  expect((await to.api(`/webhook-endpoints/${id}`)).body).toMatchObject({ waiting: 3 });

  to.receiver.respond = (response) => response.end();
  expect((await to.api(`/webhook-endpoints/${id}`, "PATCH", { state: "on_with_missed" })).body).toMatchObject({
    enabled: true,
  });
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(4);
  expect((await to.deliveries(id)).map(({ state }) => state)).toEqual(["DELIVERED", "DELIVERED", "DELIVERED"]);
});

test("an endpoint that has failed for five days is switched off, and one success is enough to stay", async () => {
  to.receiver.respond = (response) => response.writeHead(503).end();
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  await workFor(id);
  const failing = async () => (await to.api(`/webhook-endpoints/${id}`)).body;
  expect(await failing()).toMatchObject({ enabled: true, failing_since: expect.any(String) });
  to.receiver.respond = (response) => response.end();
  await to.dueNow();
  await workFor(id);
  expect(await failing()).toMatchObject({ enabled: true, failing_since: null });
  to.receiver.respond = (response) => response.writeHead(503).end();
  await to.addEvents(1);
  await to.sql(`UPDATE "WebhookEndpoint" SET "failingSince" = now() - interval '5 days'`);
  await workFor(id);
  expect(await failing()).toMatchObject({ enabled: false, disabled_reason: "failing" });
});

test("an event that was written before the switch and published after it is not missed", async () => {
  const { id } = await to.createEndpoint();
  await to.sql(
    `INSERT INTO "Event" (type, data, at) VALUES ('connection.quiet', '{"n": 1}', now() - interval '1 day')`,
  );
  await to.api(`/webhook-endpoints/${id}`, "PATCH", { state: "off" });
  await publishEvents();
  await to.addEvents(1, "receipt.ready");
  await to.api(`/webhook-endpoints/${id}`, "PATCH", { state: "on_with_missed", types: ["connection.quiet"] });
  await workFor(id);
  expect(to.types()).toEqual(["connection.quiet"]);
  await to.api(`/webhook-endpoints/${id}`, "PATCH", { state: "on_with_missed" });
  await workFor(id);
  expect(to.types()).toEqual(["connection.quiet"]);
});

test("an endpoint that comes back without what it has missed gets only what happens from then on", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(1, "receipt.announced");
  await to.api(`/webhook-endpoints/${id}`, "PATCH", { state: "off" });
  await to.addEvents(1, "receipt.ready");
  expect((await to.api(`/webhook-endpoints/${id}`)).body).toMatchObject({ enabled: false, waiting: 2 });
  await to.api(`/webhook-endpoints/${id}`, "PATCH", { state: "on" });
  await to.addEvents(1, "connection.quiet");
  await workFor(id);
  expect(to.types()).toEqual(["connection.quiet"]);
});
