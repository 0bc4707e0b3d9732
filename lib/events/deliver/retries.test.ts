import type { ServerResponse } from "node:http";
import { afterEach, beforeEach, expect } from "vitest";
import { workFor } from "@/lib/events/deliver/run";
import { RETRY_PAUSES } from "@/lib/events/deliver/schedule";
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

test("a failed delivery is tried again with growing pauses, and given up after the last one", async () => {
  to.receiver.respond = (response) => response.writeHead(500).end("no");
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  for (const [index, pause] of RETRY_PAUSES.entries()) {
    await workFor(id);
    const [delivery] = await to.deliveries(id);
    expect(delivery).toMatchObject({ state: "PENDING", attempts: index + 1 });
    expect(delivery?.pause).toBeGreaterThan(pause - 5);
    expect(delivery?.pause).toBeLessThan(pause * 1.2 + 1);
    await to.dueNow();
  }
  await workFor(id);
  expect(await to.deliveries(id)).toMatchObject([{ state: "FAILED", attempts: RETRY_PAUSES.length + 1 }]);
  expect(new Set(to.receiver.arrivals.map(({ headers }) => headers["webhook-id"])).size).toBe(1);

  to.receiver.respond = (response) => response.end();
  const since = new Date(Date.now() - 60_000).toISOString();
  expect((await to.api(`/webhook-endpoints/${id}/redeliver`, "POST", { failed_since: since })).body).toEqual({
    count: 1,
  });
  await workFor(id);
  expect(await to.deliveries(id)).toMatchObject([{ state: "DELIVERED", attempts: RETRY_PAUSES.length + 2 }]);
  expect((await to.attempts()).map(({ status }) => status)).toEqual([...RETRY_PAUSES.map(() => 500), 500, 200]);
});

test.each([
  [
    "a redirect",
    "redirect",
    302,
    (response: ServerResponse) => response.writeHead(302, { Location: "http://169.254.169.254/" }).end(),
  ],
  ["a broken connection", "unreachable", null, (response: ServerResponse) => response.destroy()],
])("%s is a failure", async (_name, problem, status, act) => {
  to.receiver.respond = (response) => act(response);
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  await workFor(id);
  expect(to.receiver.arrivals).toHaveLength(1);
  expect(await to.attempts()).toMatchObject([{ problem, status }]);
});

test("of a long answer only the beginning is kept, and a NUL in it is harmless", async () => {
  to.receiver.respond = (response) => response.end(`\0${"x".repeat(200_000)}`);
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  await workFor(id);
  const [attempt] = await to.attempts();
  expect(attempt?.body).toHaveLength(64 * 1024);
  expect(await to.deliveries(id)).toMatchObject([{ state: "DELIVERED" }]);
});

test("an endpoint that wants to speak another protocol fails, and is tried again", async () => {
  to.receiver.respond = (response) =>
    response.socket?.end("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n");
  const { id } = await to.createEndpoint();
  await to.addEvents(1);
  await workFor(id);
  expect(await to.deliveries(id)).toMatchObject([{ state: "PENDING", attempts: 1 }]);
  expect(await to.attempts()).toMatchObject([{ problem: "unreachable", status: null }]);
});

test("410 of a URL that was replaced in the meantime leaves the endpoint on", async () => {
  const { id } = await to.createEndpoint();
  const moved = to.receiver.url.replace("/hook", "/moved");
  to.receiver.respond = async (response) => {
    await to.api(`/webhook-endpoints/${id}`, "PATCH", { url: moved });
    response.writeHead(410).end();
  };
  await to.addEvents(1);
  await workFor(id);
  expect((await to.api(`/webhook-endpoints/${id}`)).body).toMatchObject({ url: moved, disabled_at: null });
  expect(await to.attempts()).toMatchObject([{ status: 410 }]);
});

test("an event that is to be sent again during its attempt is due at once, although the attempt fails", async () => {
  const { id } = await to.createEndpoint();
  to.receiver.respond = (response) => response.writeHead(500).end();
  await to.addEvents(1);
  await workFor(id);
  await to.dueNow();
  to.receiver.respond = async (response) => {
    await to.sql(`UPDATE "EventDelivery" SET "formerAttempts" = attempts, "nextAttemptAt" = now()`);
    response.writeHead(500).end();
    to.receiver.respond = (again) => again.end();
  };
  await workFor(id);
  expect(await to.deliveries(id)).toMatchObject([{ state: "DELIVERED", attempts: 3 }]);
});

test("a kept connection that the endpoint closes is no failure, and a new one that it closes is", async () => {
  const known = new WeakSet<object>();
  to.receiver.respond = (response, { socket }) => {
    if (known.has(socket)) return void socket.destroy();
    known.add(socket);
    response.end();
  };
  const { id } = await to.createEndpoint();
  for (let event = 0; event < 2; event++) {
    await to.addEvents(1);
    await workFor(id);
  }
  expect(await to.attempts()).toMatchObject(Array(2).fill({ number: 1, problem: null, status: 200 }));
  expect(to.receiver.arrivals).toHaveLength(3);

  to.receiver.respond = (_, { socket }) => void socket.destroy();
  await to.addEvents(1);
  await workFor(id);
  expect((await to.attempts()).at(-1)).toMatchObject({ number: 1, problem: "unreachable" });
});
