import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect } from "vitest";
import { workFor } from "@/lib/events/deliver/run";
import { publishEvents } from "@/lib/events/publish";
import { dump, type TestDatabase } from "@/test/database";
import { type Deliveries, startDeliveries } from "@/test/deliveries";
import { test } from "@/test/fixtures";
import type { Arrival } from "@/test/receiver";

let database: TestDatabase;
let to: Deliveries;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  to = await startDeliveries(database);
});
afterEach(() => to.receiver.stop());

const NOTHING: Arrival = { headers: {}, body: "" };

test("an event arrives once, signed so that the library of Standard Webhooks accepts it", async () => {
  const { id, secret } = await to.createEndpoint();
  expect(secret).toMatch(/^whsec_/);
  expect(await dump(database)).not.toContain(secret.slice("whsec_".length));
  await to.addEvents(1);
  await workFor(id);
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(1);
  const [{ headers, body } = NOTHING] = to.receiver.arrivals;
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "connection.quiet", data: { n: 1 } });
  const listed = (await to.api("/events")).body.data[0];
  expect(headers["webhook-id"]).toBe(listed.id);
  expect(JSON.parse(body)).toEqual({ type: listed.type, timestamp: listed.timestamp, data: listed.data });
  expect(await to.deliveries(id)).toMatchObject([{ state: "DELIVERED", attempts: 1 }]);
  expect(await to.attempts()).toEqual([{ number: 1, status: 200, problem: null, body: "thanks" }]);
});

test("an endpoint gets only the types that it wants", async () => {
  const { id } = await to.createEndpoint({ types: ["receipt.ready"] });
  await to.addEvents(1, "connection.quiet");
  await to.addEvents(1, "receipt.ready");
  await workFor(id);
  expect(to.types()).toEqual(["receipt.ready"]);
});

test("after a rotation both secrets verify, and a day later only the new one", async () => {
  const { id, secret: former } = await to.createEndpoint();
  const { secret } = (await to.api(`/webhook-endpoints/${id}/rotate-secret`, "POST")).body;
  const verified = async () => {
    await to.addEvents(1);
    await workFor(id);
    const { body, headers } = to.receiver.arrivals.at(-1) ?? NOTHING;
    return [secret, former].map((one) => {
      try {
        return Boolean(new Webhook(one).verify(body, headers));
      } catch {
        return false;
      }
    });
  };
  expect(await verified()).toEqual([true, true]);
  await to.sql(`UPDATE "WebhookEndpoint" SET "formerSecretUntil" = now()`);
  expect(await verified()).toEqual([true, false]);
});

test("a ping goes to an endpoint whatever types it gets, and to no other", async () => {
  const { id } = await to.createEndpoint({ types: ["receipt.ready"] });
  const other = await to.createEndpoint();
  expect((await to.api(`/webhook-endpoints/${id}/ping`, "POST")).status).toBe(202);
  await publishEvents();
  await workFor(id);
  await workFor(other.id);
  expect(to.types()).toEqual(["ping"]);
});
