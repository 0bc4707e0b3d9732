import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, expect } from "vitest";
import { env } from "@/lib/env";
import { AT_ONCE, claimDeliveries } from "@/lib/events/deliver/claim";
import { workFor } from "@/lib/events/deliver/run";
import { RETRY_PAUSES } from "@/lib/events/deliver/schedule";
import { isPublicAddress, problemOfEndpointUrl } from "@/lib/events/endpoints/address";
import { publishEvents } from "@/lib/events/publish";
import { callApi } from "@/test/api";
import { dump, type TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";

type Received = { headers: Record<string, string>; body: string };

const NOTHING: Received = { headers: {}, body: "" };

let database: TestDatabase;
let key: string;
let received: Received[];
let respond: (request: IncomingMessage, response: ServerResponse) => void;
let url: string;
let stop: () => void;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
  env().API_RATE_LIMIT = 100_000;
});
beforeEach(async () => {
  env().WEBHOOK_ALLOW_PRIVATE = "on";
  await sql(`DELETE FROM "Event"`);
  await sql(`DELETE FROM "WebhookEndpoint"`);
  key = await addApiKey(database, ["events:read", "events:write"]);
  received = [];
  respond = (_request, response) => response.end("thanks");
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    received.push({ headers: request.headers as Record<string, string>, body });
    respond(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  url = `http://localhost:${(server.address() as AddressInfo).port}/hook`;
  stop = () => {
    server.close();
    server.closeAllConnections();
  };
});
afterEach(() => stop());

const sql = async (text: string, values: unknown[] = []) => (await database.client.query(text, values)).rows;
const api = (path: string, method = "GET", body?: unknown) => callApi(path, { key, method, body });

/** Creates an endpoint through the API. */
async function createEndpoint(fields: Record<string, unknown> = {}): Promise<{ id: string; secret: string }> {
  const answer = await api("/webhook-endpoints", "POST", { url, ...fields });
  expect(answer.status, answer.text).toBe(201);
  return answer.body;
}

/** Writes events, as a trigger does, and publishes them. */
async function addEvents(count: number, type = "connection.quiet"): Promise<void> {
  await sql(`INSERT INTO "Event" (type, data) SELECT $2, jsonb_build_object('n', n) FROM generate_series(1, $1) n`, [
    count,
    type,
  ]);
  while ((await publishEvents()) > 0);
}

const deliveries = (id: string) =>
  sql(
    `SELECT state, attempts, extract(epoch FROM "nextAttemptAt" - now())::float8 AS pause FROM "EventDelivery" WHERE "endpointId" = $1 ORDER BY id`,
    [id],
  );
const attempts = () => sql(`SELECT number, status, problem, body FROM "EventAttempt" ORDER BY "deliveryId", number`);
const dueNow = () => sql(`UPDATE "EventDelivery" SET "nextAttemptAt" = now() WHERE state = 'PENDING'`);

test("an event arrives once, signed so that the library of Standard Webhooks accepts it", async () => {
  const { id, secret } = await createEndpoint();
  expect(secret).toMatch(/^whsec_/);
  expect(await dump(database)).not.toContain(secret.slice("whsec_".length));
  await addEvents(1);
  await workFor(id);
  await workFor(id);
  expect(received).toHaveLength(1);
  const [{ headers, body } = NOTHING] = received;
  expect(new Webhook(secret).verify(body, headers)).toMatchObject({ type: "connection.quiet", data: { n: 1 } });
  const listed = (await api("/events")).body.data[0];
  expect(headers["webhook-id"]).toBe(listed.id);
  expect(JSON.parse(body)).toEqual({ type: listed.type, timestamp: listed.timestamp, data: listed.data });
  expect(await deliveries(id)).toMatchObject([{ state: "DELIVERED", attempts: 1 }]);
  expect(await attempts()).toEqual([{ number: 1, status: 200, problem: null, body: "thanks" }]);
});

test("an endpoint gets only the types that it wants", async () => {
  const { id } = await createEndpoint({ types: ["receipt.ready"] });
  await addEvents(1, "connection.quiet");
  await addEvents(1, "receipt.ready");
  await workFor(id);
  expect(received.map(({ body }) => JSON.parse(body).type)).toEqual(["receipt.ready"]);
});

test("after a rotation both secrets verify, and a day later only the new one", async () => {
  const { id, secret: former } = await createEndpoint();
  const { secret } = (await api(`/webhook-endpoints/${id}/rotate-secret`, "POST")).body;
  const verified = async () => {
    await addEvents(1);
    await workFor(id);
    const { body, headers } = received.at(-1) ?? NOTHING;
    return [secret, former].map((one) => {
      try {
        return Boolean(new Webhook(one).verify(body, headers));
      } catch {
        return false;
      }
    });
  };
  expect(await verified()).toEqual([true, true]);
  await sql(`UPDATE "WebhookEndpoint" SET "formerSecretUntil" = now()`);
  expect(await verified()).toEqual([true, false]);
});

test("a failed delivery is tried again with growing pauses, and given up after the last one", async () => {
  respond = (_request, response) => response.writeHead(500).end("no");
  const { id } = await createEndpoint();
  await addEvents(1);
  for (const [index, pause] of RETRY_PAUSES.entries()) {
    await workFor(id);
    const [delivery] = await deliveries(id);
    expect(delivery).toMatchObject({ state: "PENDING", attempts: index + 1 });
    expect(delivery?.pause).toBeGreaterThan(pause - 5);
    expect(delivery?.pause).toBeLessThan(pause * 1.2 + 1);
    await dueNow();
  }
  await workFor(id);
  expect(await deliveries(id)).toMatchObject([{ state: "FAILED", attempts: RETRY_PAUSES.length + 1 }]);
  expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);

  respond = (_request, response) => response.end();
  const since = new Date(Date.now() - 60_000).toISOString();
  expect((await api(`/webhook-endpoints/${id}/redeliver`, "POST", { failed_since: since })).body).toEqual({ count: 1 });
  await workFor(id);
  expect(await deliveries(id)).toMatchObject([{ state: "DELIVERED", attempts: RETRY_PAUSES.length + 2 }]);
  expect((await attempts()).map(({ status }) => status)).toEqual([...RETRY_PAUSES.map(() => 500), 500, 200]);
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
  respond = (_request, response) => act(response);
  const { id } = await createEndpoint();
  await addEvents(1);
  await workFor(id);
  expect(received).toHaveLength(1);
  expect(await attempts()).toMatchObject([{ problem, status }]);
});

test("of a long answer only the beginning is kept, and a NUL in it is harmless", async () => {
  respond = (_request, response) => response.end(`\0${"x".repeat(200_000)}`);
  const { id } = await createEndpoint();
  await addEvents(1);
  await workFor(id);
  const [attempt] = await attempts();
  expect(attempt?.body).toHaveLength(64 * 1024);
  expect(await deliveries(id)).toMatchObject([{ state: "DELIVERED" }]);
});

test("an endpoint that is gone is switched off, and gets what it missed when it comes back", async () => {
  respond = (_request, response) => response.writeHead(410).end();
  const { id } = await createEndpoint();
  await addEvents(1);
  await workFor(id);
  expect((await api(`/webhook-endpoints/${id}`)).body).toMatchObject({ enabled: false, disabled_reason: "gone" });
  await addEvents(2);
  await dueNow();
  await workFor(id);
  expect(received).toHaveLength(1);

  respond = (_request, response) => response.end();
  expect((await api(`/webhook-endpoints/${id}`, "PATCH", { state: "on_with_missed" })).body).toMatchObject({
    enabled: true,
  });
  await workFor(id);
  expect(received).toHaveLength(4);
  expect((await deliveries(id)).map(({ state }) => state)).toEqual(["DELIVERED", "DELIVERED", "DELIVERED"]);
});

test("an endpoint that has failed for five days is switched off, and one success is enough to stay", async () => {
  respond = (_request, response) => response.writeHead(503).end();
  const { id } = await createEndpoint();
  await addEvents(1);
  await workFor(id);
  const failing = async () => (await api(`/webhook-endpoints/${id}`)).body;
  expect(await failing()).toMatchObject({ enabled: true, failing_since: expect.any(String) });
  respond = (_request, response) => response.end();
  await dueNow();
  await workFor(id);
  expect(await failing()).toMatchObject({ enabled: true, failing_since: null });
  respond = (_request, response) => response.writeHead(503).end();
  await addEvents(1);
  await sql(`UPDATE "WebhookEndpoint" SET "failingSince" = now() - interval '5 days'`);
  await workFor(id);
  expect(await failing()).toMatchObject({ enabled: false, disabled_reason: "failing" });
});

test("servers together send an endpoint no more than its share at once, and each event once", async () => {
  let open = 0;
  let most = 0;
  respond = (_request, response) => {
    most = Math.max(most, ++open);
    setImmediate(() => {
      open--;
      response.end();
    });
  };
  const { id } = await createEndpoint();
  await addEvents(60);
  await Promise.all([workFor(id), workFor(id), workFor(id)]);
  expect(new Set(received.map(({ headers }) => headers["webhook-id"])).size).toBe(60);
  expect(received).toHaveLength(60);
  expect(most).toBeLessThanOrEqual(AT_ONCE);
});

test("the deliveries of a dead server are sent again when its lease is over", async () => {
  const { id } = await createEndpoint();
  await addEvents(3);
  expect(await claimDeliveries(id, 2)).toHaveLength(2);
  await workFor(id);
  expect(received).toHaveLength(1);
  await sql(`UPDATE "EventDelivery" SET "leasedUntil" = now()`);
  await workFor(id);
  expect(received).toHaveLength(3);
});

test("a ping goes to an endpoint whatever types it gets, and to no other", async () => {
  const { id } = await createEndpoint({ types: ["receipt.ready"] });
  const other = await createEndpoint();
  expect((await api(`/webhook-endpoints/${id}/ping`, "POST")).status).toBe(202);
  await publishEvents();
  await workFor(id);
  await workFor(other.id);
  expect(received.map(({ body }) => JSON.parse(body).type)).toEqual(["ping"]);
});

test("a name that leads to a private address is refused at the connection, although it was saved", async () => {
  const { id } = await createEndpoint();
  env().WEBHOOK_ALLOW_PRIVATE = "off";
  await addEvents(1);
  await workFor(id);
  expect(received).toEqual([]);
  expect(await attempts()).toMatchObject([{ problem: "private_address", status: null }]);
  await sql(`UPDATE "WebhookEndpoint" SET url = replace(url, 'localhost', '127.0.0.1')`);
  await dueNow();
  await workFor(id);
  expect(received).toEqual([]);
});

test.each([
  ["https://127.0.0.1/", "endpoint_private"],
  ["https://0177.0.0.1/", "endpoint_private"],
  ["https://2130706433/", "endpoint_private"],
  ["https://[::1]/", "endpoint_private"],
  ["https://[::ffff:10.0.0.1]/", "endpoint_private"],
  ["https://[64:ff9b::7f00:1]/", "endpoint_private"],
  ["https://[fd00::1]/", "endpoint_private"],
  ["https://169.254.169.254/latest/meta-data", "endpoint_private"],
  ["https://localhost/", "endpoint_private"],
  ["https://no-such-host.invalid/", "endpoint_unknown_host"],
  ["http://93.184.216.34/", "endpoint_not_https"],
  ["https://user:secret@93.184.216.34/", "endpoint_not_https"],
  ["https://93.184.216.34/hook", null],
])("the URL %s is judged as %s", async (address, problem) => {
  env().WEBHOOK_ALLOW_PRIVATE = "off";
  expect(await problemOfEndpointUrl(address)).toBe(problem);
});

test.each([
  "10.1.2.3",
  "172.31.255.255",
  "192.168.0.1",
  "100.64.0.1",
  "0.0.0.0",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "fe80::1",
  "2002:7f00:1::",
  "nonsense",
])("%s is not a public address", (address) => expect(isPublicAddress(address)).toBe(false));

test.each(["8.8.8.8", "172.32.0.1", "2a00:1450:400f::1", "::ffff:8.8.8.8"])("%s is a public address", (address) =>
  expect(isPublicAddress(address)).toBe(true),
);
