import { afterEach, beforeEach, expect, vi } from "vitest";
import { AT_ONCE, claimDeliveries } from "@/lib/events/deliver/claim";
import { workFor } from "@/lib/events/deliver/run";
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

test("the deliveries of a dead server are sent again when its lease is over", async () => {
  const { id } = await to.createEndpoint();
  await to.addEvents(3);
  expect(await claimDeliveries(id, 2)).toHaveLength(2);
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(1);
  await to.sql(`UPDATE "EventDelivery" SET "leasedUntil" = now()`);
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(3);
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
