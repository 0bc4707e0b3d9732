import { beforeEach, expect } from "vitest";
import { env } from "@/lib/env";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control, revokeToken } from "@/sandbox/testing";
import { type Call, callApi } from "@/test/api";
import { addWitness, connect, startOver } from "@/test/connect";
import { dump, type TestDatabase } from "@/test/database";
import { addApiKey, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOf, auditOfConnection } from "@/test/inspect";
import { addReceipt, makeReceipt, SHOP } from "@/test/receipts";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;
let id: string;
let key: string;

test.beforeAll(async ({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  env().API_RATE_LIMIT = 100_000;
});
beforeEach(async () => {
  env().API_TOKEN_ACCESS = "off";
  await startOver(database, sandbox);
  user = await createOwner(database);
  id = await connect(sandbox, user);
  key = await addApiKey(database);
});

const call = (path: string, more: Call = {}) => callApi(path, { key, ...more });
const events = () => auditOfConnection(database, id);

/** The actor of the newest event: its type, and its name if it is a key. */
async function lastActor() {
  const { rows } = await database.client.query(
    `SELECT "actorType", k.name FROM "AuditEvent" e LEFT JOIN "ApiKey" k ON k.id = e."actorId" ORDER BY e.id DESC LIMIT 1`,
  );
  return rows[0];
}

test("a connection is renamed once, and the audit log names the key", async () => {
  const rename = (label: string) => call(`/connections/${id}`, { method: "PATCH", body: { label } });
  expect((await rename(" Oulu ")).body).toMatchObject({ receipthero_id: id, label: "Oulu" });
  expect(await lastActor()).toEqual({ actorType: "API_KEY", name: expect.stringContaining("Key for") });
  expect((await rename("Oulu")).status).toBe(200);
  expect((await events()).filter((action) => action === "connection.relabelled")).toHaveLength(1);
  expect((await rename("")).body).toMatchObject({ code: "malformed_request", errors: [{ at: "json.label" }] });
  expect((await call(`/connections/${id}`)).body.label).toBe("Oulu");
});

test("a body that is not JSON, or says that it is something else, is refused", async () => {
  const patch = (body: string, type: string) =>
    callRaw(`/connections/${id}`, { method: "PATCH", body, headers: { "Content-Type": type } });
  expect(await patch("{", "application/json")).toBe("malformed_request");
  expect(await patch('{"label":"x"}', "text/plain")).toBe("unsupported_media_type");
  expect(await patch('{"label":"x","extra":1}', "application/json")).toBe("malformed_request");
});

async function callRaw(path: string, init: RequestInit): Promise<string> {
  const { api } = await import("@/lib/api/app");
  const headers = { Authorization: `Bearer ${key}`, ...init.headers };
  const response = await api.request(`http://localhost:3000/api/v1${path}`, { ...init, headers });
  return (await response.json()).code;
}

test("a disconnect that ReceiptHero confirms is 200, and so is the next one", async () => {
  expect((await call(`/connections/${id}/certificate`)).body).toMatchObject({ status: 409, code: "not_disconnected" });
  for (const attempt of [1, 2]) {
    const { status, body } = await call(`/connections/${id}`, { method: "DELETE" });
    expect([attempt, status, body.status, body.disconnected_by]).toEqual([attempt, 200, "disconnected", "admin"]);
  }
  expect((await events()).filter((action) => action.startsWith("connection.disconnect"))).toEqual([
    "connection.disconnecting",
    "connection.disconnected",
  ]);
  const { status, body } = await call(`/connections/${id}/certificate`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    receipthero_id: id,
    answer: "revoked",
    way: "admin",
    asked_by: { type: "api_key" },
    merchant: { id: user.merchant.id },
  });
  expect(JSON.stringify(body)).not.toContain("@");
});

test("a disconnect that ReceiptHero does not confirm is 202 until it does", async () => {
  await control(sandbox, "PUT", "/faults", { endpoint: "revoke", fault: "503" });
  for (const attempt of [1, 2]) {
    const { status, body } = await call(`/connections/${id}`, { method: "DELETE" });
    expect([attempt, status, body.status, body.health]).toEqual([attempt, 202, "disconnecting", "disconnecting"]);
    expect(body.health_reason).toMatch(/ReceiptHero/);
  }
});

test("the receipts of a connection are listed page by page, with the times of their notifications", async () => {
  await addReceipt(database, id, "new");
  await addReceipt(database, id, "announced", { ready: false, seen: "now() - interval '1 hour'" });
  const first = (await call(`/connections/${id}/receipts?limit=1`)).body;
  expect(first.data).toMatchObject([{ receipt_id: "new", shop: SHOP, ready_at: expect.any(String) }]);
  const second = (await call(`/connections/${id}/receipts?limit=1&cursor=${first.next_cursor}`)).body;
  expect(second).toMatchObject({ data: [{ receipt_id: "announced", ready_at: null }], next_cursor: null });
  expect((await call(`/connections/${id}/receipts?cursor=x`)).status).toBe(400);
  expect((await call("/connections/unknown/receipts")).body).toMatchObject({ code: "not_found" });
});

test.each([
  ["hero_json", "application/json", /^\{/],
  ["hero_pdf", "application/pdf", /^%PDF-/],
  ["finvoice_xml", "application/xml", /Finvoice/],
  ["finvoice_pdf", "application/pdf", /^%PDF-/],
])("a receipt is read as %s, and nothing of it is kept", async (format, type, beginning) => {
  await makeReceipt(database, sandbox, id);
  const { status, headers, text } = await call(`/connections/${id}/receipts/r-1?format=${format}`);
  expect([status, headers.get("Content-Type"), headers.get("Cache-Control")]).toEqual([200, type, "no-store"]);
  expect(text).toMatch(beginning);
  expect(await dump(database)).not.toContain("Esimerkkikatu");
});

test.each([
  ["503", 503, "receipt_unavailable"],
  ["wrong-key", 502, "receipt_refused"],
  ["html", 502, "receipt_unreadable"],
])("with the fault %s at ReceiptHero, a receipt is answered with %i", async (fault, status, code) => {
  await makeReceipt(database, sandbox, id);
  await control(sandbox, "PUT", "/faults", { endpoint: "receipts", fault });
  expect((await call(`/connections/${id}/receipts/r-1`)).body).toMatchObject({ status, code });
});

test("a receipt that ReceiptHero does not have is gone, and no receipt is read without ReceiptHero's key", async () => {
  await addReceipt(database, id, "nowhere");
  expect((await call(`/connections/${id}/receipts/nowhere`)).body).toMatchObject({ status: 404, code: "receipt_gone" });
  const ours = env().RECEIPTHERO_API_KEY;
  env().RECEIPTHERO_API_KEY = undefined;
  const answer = await call(`/connections/${id}/receipts/nowhere`);
  env().RECEIPTHERO_API_KEY = ours;
  expect(answer.body).toMatchObject({ status: 503, code: "api_key_missing" });
});

test("a connection whose token ReceiptHero no longer accepts says so", async () => {
  env().API_TOKEN_ACCESS = "on";
  await addWitness(database, sandbox);
  await makeReceipt(database, sandbox, id);
  await revokeToken(sandbox, (await call(`/connections/${id}/token`)).body.access_token);
  const answer = await call(`/connections/${id}/receipts/r-1`);
  expect(answer.body).toMatchObject({ status: 409, code: "receipt_unauthorized" });
  expect((await call(`/connections/${id}`)).body).toMatchObject({ health: "unauthorized", health_reason: "refused" });
});

test("an outage of the database is 503, and a failure of ours is 500 without a word about its cause", async () => {
  await database.client.query(`ALTER TABLE "Receipt" RENAME TO "Elsewhere"`);
  const failed = await call(`/connections/${id}/receipts`);
  await database.client.query(
    `ALTER TABLE "Elsewhere" RENAME TO "Receipt"; ALTER TABLE "ApiKey" RENAME TO "Elsewhere"`,
  );
  const out = await call("/connections");
  await database.client.query(`ALTER TABLE "Elsewhere" RENAME TO "ApiKey"`);
  expect(failed.body).toEqual({
    type: "http://localhost:3000/docs/api#problem-internal_error",
    title: expect.any(String),
    status: 500,
    code: "internal_error",
  });
  expect(out.body).toMatchObject({ status: 503, code: "storage_unavailable" });
});

test("a receipt of a disconnected connection is not found", async () => {
  await makeReceipt(database, sandbox, id);
  await call(`/connections/${id}`, { method: "DELETE" });
  expect((await call(`/connections/${id}/receipts/r-1`)).body).toMatchObject({ code: "not_found" });
});

test("a token is given only while the setting is on, and each read is in the audit log", async () => {
  const read = () => call(`/connections/${id}/token`);
  expect((await read()).body).toMatchObject({ status: 403, code: "token_access_off" });
  expect(await events()).not.toContain("connection.token_read");

  env().API_TOKEN_ACCESS = "on";
  const { body, headers } = await read();
  expect(body).toEqual({
    access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    scopes: ["receipt:read"],
    issued_at: expect.any(String),
  });
  expect(headers.get("Cache-Control")).toBe("no-store");
  await read();
  expect((await events()).filter((action) => action === "connection.token_read")).toHaveLength(2);
  expect(await lastActor()).toMatchObject({ actorType: "API_KEY" });

  await call(`/connections/${id}`, { method: "DELETE" });
  expect((await read()).body).toMatchObject({ status: 409, code: "not_active" });
});

test("a merchant is listed, read, renamed and numbered, and the audit log says so", async () => {
  const merchantId = user.merchant.id;
  const path = `/merchants/${merchantId}`;
  const patch = (body: object) => call(path, { method: "PATCH", body });
  expect((await call("/merchants?limit=1")).body).toMatchObject({ data: [{ id: merchantId, external_id: null }] });
  expect((await call(path)).body.members).toEqual([{ user_id: user.id, email: user.email, name: null, role: "owner" }]);
  expect((await call(path)).body.connections).toEqual([
    { receipthero_id: id, label: "Shop", status: "active", health: "healthy" },
  ]);
  const changed = await patch({ name: "Kahvila Oy", external_id: merchantId });
  expect(changed.body).toMatchObject({ name: "Kahvila Oy", external_id: merchantId });
  expect((await call(`/merchants?external_id=${merchantId}`)).body.data).toMatchObject([{ id: merchantId }]);
  expect((await call(`/connections/${id}`)).body.merchant).toMatchObject({ external_id: merchantId });
  await patch({ name: "Kahvila Oy", external_id: merchantId });
  const { rows } = await database.client.query(
    `SELECT "searchText" FROM "ConnectionListing" WHERE "receiptheroId" = $1`,
    [id],
  );
  expect(rows[0].searchText.split("\n")).toEqual(expect.arrayContaining(["kahvila oy", merchantId]));
  expect((await patch({ external_id: null })).body.external_id).toBeNull();
  expect((await auditOf(database, merchantId)).filter((action) => /merchant\.(renamed|external)/.test(action))).toEqual(
    ["merchant.renamed", "merchant.external_id_changed", "merchant.external_id_changed"],
  );
  expect((await patch({})).body).toMatchObject({ code: "malformed_request" });
});

test("an external ID belongs to one merchant, however many ask for it at once", async () => {
  const others: Owner[] = [];
  while (others.length < 5) others.push(await createOwner(database));
  const answers = await Promise.all(
    others.map(({ merchant }) =>
      call(`/merchants/${merchant.id}`, { method: "PATCH", body: { name: "New", external_id: "customer-4711" } }),
    ),
  );
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  const refused = answers.findIndex(({ status }) => status === 409);
  expect(answers[refused]?.body).toMatchObject({ code: "external_id_taken" });
  expect((await call(`/merchants/${others[refused]?.merchant.id}`)).body.name).not.toBe("New");
});

test("an external ID travels to ReceiptHero with a new authorization, and the merchant cannot set or see it", async () => {
  await call(`/merchants/${user.merchant.id}`, { method: "PATCH", body: { external_id: "customer-0815" } });
  const again = await connect(sandbox, user, { account: "acc-mikko" });
  const { body } = await call(`/connections/${again}`);
  expect(body.metadata).toEqual({ merchant_id: user.merchant.id, external_id: "customer-0815" });
  expect((await call(`/connections/${id}`)).body.metadata).toEqual({ merchant_id: user.merchant.id });
});
