import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { env } from "@/lib/env";
import { sendOutgoingReceipt } from "@/lib/outgoing-receipts/send";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import { type Call, callApi } from "@/test/api";
import { connect, connectWriter, startOver } from "@/test/connect";
import { dump, type TestDatabase } from "@/test/database";
import { addApiKey, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { addOutgoingReceipt, heroJson, jobsOf, sentTo } from "@/test/outgoing-receipts";

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
  await startOver(database, sandbox);
  await database.client.query(`DELETE FROM "OutgoingReceipt"`);
  user = await createOwner(database);
  id = await connectWriter(sandbox, user);
  key = await addApiKey(database, ["receipts:write"]);
});

const call = (path: string, more: Call = {}) => callApi(path, { key, ...more });
const post = (body: unknown, headers = {}) => call("/outgoing-receipts", { method: "POST", body, headers });
const get = async (receipt: string) => (await call(`/outgoing-receipts/${receipt}`)).body;
const count = async () => (await database.client.query(`SELECT 1 FROM "OutgoingReceipt"`)).rows.length;

test("a receipt is accepted for a connection, and its status followed until it is sent", async () => {
  const { status, body } = await post({ receipthero_id: id, receipt: heroJson() });
  expect(status).toBe(202);
  expect(body).toEqual({
    id: expect.any(String),
    receipthero_id: id,
    status: "queued",
    problem: null,
    errors: [],
    attempts: 0,
    created_at: expect.any(String),
    next_attempt_at: expect.any(String),
    finished_at: null,
  });
  expect(await get(body.id)).toEqual(body);
  await sendOutgoingReceipt(body.id);
  expect(await get(body.id)).toMatchObject({ status: "sent", attempts: 1, next_attempt_at: null, problem: null });
  expect(await sentTo(sandbox)).toMatchObject({ taken: 1 });
});

test("tokens name other recipients, and no token leaves it to the card", async () => {
  const tokens = [{ type: "EMAIL", value: "aino.virtanen@example.com" }];
  for (const each of [tokens, []]) {
    const { status, body } = await post({ tokens: each, receipt: heroJson() });
    expect([status, body.receipthero_id]).toEqual([202, null]);
    await sendOutgoingReceipt(body.id);
    expect(await get(body.id)).toMatchObject({ status: "sent" });
  }
  expect(await sentTo(sandbox)).toMatchObject({ taken: 2, shops: ["Myyjä Oy"] });
  expect(await dump(database)).not.toContain("aino.virtanen@example.com");
});

test("a rejected receipt has ReceiptHero's errors", async () => {
  const { body } = await post({ receipthero_id: id, receipt: { ...heroJson(), type: "GIFT" } });
  await sendOutgoingReceipt(body.id);
  expect(await get(body.id)).toMatchObject({
    status: "rejected",
    problem: "refused",
    errors: [{ error: "invalid_field", description: expect.stringContaining("type") }],
  });
});

test("a repetition with the same Idempotency-Key sends nothing twice, also after a crash before the answer", async () => {
  const send = () => post({ receipthero_id: id, receipt: heroJson() }, { "Idempotency-Key": "k" });
  const answers = await Promise.all(Array.from({ length: 20 }, send));
  expect(await count()).toBe(1);
  const [first] = answers.filter(({ status }) => status === 202);
  // As if the server had died: the call had its effect, and no answer was kept.
  await database.client.query(
    `UPDATE "IdempotentCall" SET status = NULL, "sealedAnswer" = NULL, "leasedUntil" = now() - interval '1 second'`,
  );
  // By now the connection would be refused.
  await database.client.query(`UPDATE "Connection" SET scopes = '{}' WHERE "receiptheroId" = $1`, [id]);
  expect(await send()).toMatchObject({ status: 202, text: first?.text });
  expect(await count()).toBe(1);
  expect(await jobsOf(database, first?.body.id)).toHaveLength(1);
});

test("a connection that cannot send is refused, and nothing is stored", async () => {
  const reader = await connect(sandbox, await createOwner(database), { account: "acc-mikko" });
  const refused = async (receipthero_id: string) => (await post({ receipthero_id, receipt: heroJson() })).body;
  expect(await refused(reader)).toMatchObject({ status: 409, code: "scope_missing" });
  expect(await refused("unknown")).toMatchObject({ status: 404, code: "not_found" });
  await database.client.query(
    `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
    [id],
  );
  expect(await refused(id)).toMatchObject({ status: 409, code: "not_active" });
  const ours = env().RECEIPTHERO_API_KEY;
  env().RECEIPTHERO_API_KEY = undefined;
  expect(await refused(id)).toMatchObject({ status: 503, code: "api_key_missing" });
  env().RECEIPTHERO_API_KEY = ours;
  expect(await count()).toBe(0);
});

test.each([
  ["nothing", {}],
  ["no receipt", { receipthero_id: "x" }],
  ["neither connection nor tokens", { receipt: {} }],
  ["a connection and tokens", { receipthero_id: "x", tokens: [], receipt: {} }],
  ["a list as receipt", { receipthero_id: "x", receipt: [] }],
  ["null as receipt", { receipthero_id: "x", receipt: null }],
  ["a token without a value", { tokens: [{ type: "EMAIL" }], receipt: {} }],
  ["an unknown field of a token", { tokens: [{ type: "EMAIL", value: "x", more: 1 }], receipt: {} }],
  ["too many tokens", { tokens: Array(21).fill({ type: "EMAIL", value: "x" }), receipt: {} }],
  ["an unknown field", { receipthero_id: "x", receipt: {}, more: 1 }],
])("%s is malformed", async (_name, body) => {
  expect((await post(body)).body).toMatchObject({ status: 400, code: "malformed_request" });
});

test("a receipt that nests too deeply to be written is malformed", async () => {
  const { api } = await import("@/lib/api/app");
  const response = await api.request("http://localhost:3000/api/v1/outgoing-receipts", {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: `{"tokens":[],"receipt":${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}}`,
  });
  expect(await response.json()).toMatchObject({ code: "malformed_request", errors: [{ at: "json.receipt" }] });
});

test("the members of a receipt reach ReceiptHero as they were, odd ones too", async () => {
  const odd = JSON.parse('{"__proto__":{"a":1},"constructor":7,"text":"\\u0000\\ud800","large":9007199254740991}');
  const { body } = await post({ receipthero_id: id, receipt: { ...heroJson(), more: odd } });
  await sendOutgoingReceipt(body.id);
  const { body: state } = await control<{
    connections: { access_token: string }[];
    receipts: { receipt_id: string }[];
  }>(sandbox, "GET", "/state");
  const response = await fetch(`${sandbox.api}/api/v1/receipts/${state.receipts[0]?.receipt_id}/hero_json/`, {
    headers: { RECEIPTHERO_APIKEY: "sandbox-api-key", Authorization: `Bearer ${state.connections[0]?.access_token}` },
  });
  expect(JSON.parse(await response.text()).more).toEqual(odd);
});

test("the list has each receipt once, page by page, and filters by status and connection", async () => {
  const states = ["QUEUED", "SENDING", "SENT", "REJECTED", "FAILED", "IN_DOUBT"] as const;
  const about = { receiptheroId: id, merchantId: user.merchant.id };
  const own: Record<string, string> = {};
  for (const state of states) {
    own[await addOutgoingReceipt(database, { ...about, state })] = state;
    await addOutgoingReceipt(database, { state, createdAt: "now() - interval '1 hour'" });
  }
  const all = async (query: string) => {
    const found: { id: string; status: string }[] = [];
    let cursor: string | null = null;
    do {
      const address: string = `/outgoing-receipts?limit=2&${query}${cursor === null ? "" : `&cursor=${cursor}`}`;
      const { body } = await call(address);
      found.push(...body.data);
      cursor = body.next_cursor;
    } while (cursor !== null);
    return found;
  };
  expect((await all("")).map((each) => each.id)).toHaveLength(12);
  expect((await all(`receipthero_id=${id}`)).map((each) => each.id).sort()).toEqual(Object.keys(own).sort());
  for (const [status, meant] of [
    ["queued", ["QUEUED", "SENDING"]],
    ["sent", ["SENT"]],
    ["rejected", ["REJECTED"]],
    ["failed", ["FAILED"]],
    ["in_doubt", ["IN_DOUBT"]],
  ] as const) {
    expect(new Set((await all(`status=${status}`)).map((each) => each.status))).toEqual(new Set([status]));
    expect(await all(`status=${status}`)).toHaveLength(2 * meant.length);
    const ofConnection = await all(`status=${status}&receipthero_id=${id}`);
    expect(ofConnection.map((each) => own[each.id]).sort()).toEqual([...meant].sort());
  }
  expect((await call("/outgoing-receipts?cursor=x")).status).toBe(400);
  expect((await call("/outgoing-receipts?status=sending")).status).toBe(400);
  expect((await call(`/outgoing-receipts/${randomUUID()}`)).status).toBe(404);
});
