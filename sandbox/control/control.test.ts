import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Sandbox } from "../start.ts";
import { claimsOf, connect, control, requestToken, revokeToken, seeState, startTestSandbox } from "../testing.ts";

type Received = { authorization: string | undefined; contentType: string | undefined; body: unknown };

let sandbox: Sandbox;
let answerStatus = 200;
const received: Received[] = [];
const partner = createServer(async (incoming, outgoing) => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { authorization, "content-type": contentType } = incoming.headers;
  received.push({ authorization, contentType, body: JSON.parse(Buffer.concat(chunks).toString()) });
  outgoing.writeHead(answerStatus).end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => partner.listen(0, "127.0.0.1", resolve));
  const { port } = partner.address() as AddressInfo;
  sandbox = await startTestSandbox({
    SANDBOX_WEBHOOK_URL: `http://127.0.0.1:${port}/hook`,
    SANDBOX_WEBHOOK_KEY: "hook-key",
  });
});
afterAll(async () => {
  await sandbox.close();
  partner.close();
});

const rawStatus = (
  options: { path: string; method: string; headers: Record<string, string> },
  server: "control" | "pages" = "control",
) =>
  new Promise<number>((resolve, reject) => {
    const { hostname, port } = new URL(sandbox[server]);
    const sent = request({ hostname, port, ...options }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.on("error", reject);
    sent.end(options.method === "GET" ? undefined : "{}");
  });

test("pages and mailbox refuse a Host that is not loopback, too", async () => {
  for (const path of ["/", "/mailbox", "/auth", "/membership", "/style.css"]) {
    const get = { path, method: "GET" };
    expect(await rawStatus({ ...get, headers: { Host: "evil.example" } }, "pages")).toBe(421);
    expect(await rawStatus({ ...get, headers: { Host: "127.0.0.1.evil.example" } }, "pages")).toBe(421);
    expect(await rawStatus({ ...get, headers: { Host: "localhost:4000" } }, "pages")).not.toBe(421);
  }
});

test("a Host that is not loopback, and a body that is not JSON, are refused", async () => {
  const get = { path: "/state", method: "GET" };
  expect(await rawStatus({ ...get, headers: { Host: "evil.example" } })).toBe(403);
  expect(await rawStatus({ ...get, headers: { Host: "127.0.0.1.evil.example" } })).toBe(403);
  expect(await rawStatus({ ...get, headers: { Host: "localhost:4002" } })).toBe(200);
  const post = { path: "/reset", method: "POST" };
  expect(await rawStatus({ ...post, headers: { "Content-Type": "text/plain" } })).toBe(415);
  expect(await rawStatus({ ...post, headers: { "Content-Type": "application/json" } })).toBe(200);
});

test("unknown keys and wrong types are errors that say what to do", async () => {
  const { status, body } = await control(sandbox, "POST", "/clock", { advanceSeconds: "60" });
  expect(status).toBe(400);
  expect(body.error).toBe("invalid_request");
  expect(body.message).toContain("advanceSeconds");
  expect((await control(sandbox, "POST", "/reset", { all: true })).status).toBe(400);
  expect((await control(sandbox, "GET", "/nothing")).body.error).toBe("not_found");
});

test("a receipt notification makes the receipt and reaches the partner", async () => {
  const receipthero_id = String(claimsOf(await connect(sandbox)).receipthero_id);
  const { body } = await control(sandbox, "POST", "/webhooks", {
    type: "receipt_notification",
    receipthero_id,
    receipt_id: "r-1",
  });
  expect(body).toMatchObject({ delivered: true, status: 200, error: null, receipt_id: "r-1" });
  expect(received.at(-1)).toEqual({
    authorization: "Token hook-key",
    contentType: "application/json",
    body: { notification_type: "receipt_notification", receipthero_id, receipt_id: "r-1" },
  });
  expect(await seeState(sandbox)).toMatchObject({ receipts: [{ receipt_id: "r-1", receipthero_id }] });
});

test("a transaction notification names the shop, and makes no receipt", async () => {
  const receipthero_id = String(claimsOf(await connect(sandbox)).receipthero_id);
  const fields = { type: "transaction_notification", receipthero_id, receipt_id: "r-2", merchant_name: "Kauppa" };
  answerStatus = 503;
  const { body } = await control(sandbox, "POST", "/webhooks", fields);
  answerStatus = 200;
  expect(body).toMatchObject({ delivered: false, status: 503 });
  expect(received.at(-1)?.body).toMatchObject({ receipt_id: "r-2", data: { merchant_name: "Kauppa" } });
  expect(JSON.stringify(await control(sandbox, "GET", "/state"))).not.toContain("r-2");
});

test("a revocation notification ends the connection, unless it is told to keep it", async () => {
  const token = await connect(sandbox);
  const receipthero_id = String(claimsOf(token).receipthero_id);
  const fields = { type: "oauth_authorization_revoke", receipthero_id };
  await control(sandbox, "POST", "/webhooks", { ...fields, keepConnection: true });
  expect((await seeState(sandbox)).connections.at(-1)?.status).toBe("active");
  await control(sandbox, "POST", "/webhooks", fields);
  expect((await seeState(sandbox)).connections.at(-1)).toMatchObject({ status: "removed", removedBy: "webhook" });
  expect(received.at(-1)?.body).toEqual({ notification_type: "oauth_authorization_revoke", receipthero_id });
  expect((await revokeToken(sandbox, token)).status).toBe(404);
  expect((await control(sandbox, "POST", "/webhooks", { ...fields, receipthero_id: "none" })).status).toBe(404);
});

test("many connections at once, each with a token that works", async () => {
  const request = { account: "acc-mikko", scopes: ["receipt:read"], count: 3 };
  const { body } = await control<{ connections: { receipthero_id: string; access_token: string }[] }>(
    sandbox,
    "POST",
    "/connections",
    request,
  );
  expect(new Set(body.connections.map(({ receipthero_id }) => receipthero_id)).size).toBe(3);
  for (const { receipthero_id, access_token } of body.connections) {
    expect(claimsOf(access_token)).toMatchObject({ receipthero_id });
    expect((await revokeToken(sandbox, access_token)).status).toBe(200);
  }
  expect((await control(sandbox, "POST", "/connections", { ...request, account: "nobody" })).status).toBe(404);
  expect((await control(sandbox, "POST", "/connections", { ...request, count: 0 })).status).toBe(400);
});

test("another client can be registered and replaced", async () => {
  const fields = { id: "second", secret: "s1", redirectUris: ["http://localhost:9999/cb"] };
  const { status, body } = await control(sandbox, "POST", "/clients", fields);
  expect(status).toBe(200);
  expect(body).toMatchObject({ id: "second", name: "second", webhookKey: "hook-key" });
  expect(JSON.stringify(body)).not.toContain("s1");
  await control(sandbox, "POST", "/clients", { ...fields, secret: "s2" });
  const tokenError = async (client_secret: string) =>
    (await requestToken(sandbox, "none", { client_id: "second", client_secret })).status;
  expect(await tokenError("s1")).toBe(401);
  expect(await tokenError("s2")).toBe(400);
});

test("reset forgets what happened and keeps the clients", async () => {
  await connect(sandbox);
  await control(sandbox, "POST", "/clock", { advanceSeconds: 100 });
  expect((await control(sandbox, "POST", "/reset", {})).body).toEqual({ reset: true });
  const state = await control<{ clockOffsetSeconds: number; clients: unknown[]; codes: unknown[] }>(
    sandbox,
    "GET",
    "/state",
  );
  expect(state.body.clockOffsetSeconds).toBe(0);
  expect(state.body.codes).toEqual([]);
  expect(state.body.clients).toHaveLength(2);
});
