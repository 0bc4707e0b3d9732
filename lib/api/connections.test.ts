import { expect } from "vitest";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { env } from "@/lib/env";
import { callApi } from "@/test/api";
import type { TestDatabase } from "@/test/database";
import { addApiKey } from "@/test/factories";
import { test } from "@/test/fixtures";
import { expectedConnections, type Known, makeConnections, storeConnections } from "@/test/known-connections";

let database: TestDatabase;
let key: string;
let known: Known[];

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  env().API_RATE_LIMIT = 100_000;
  key = await addApiKey(database, ["connections:read"]);
  known = makeConnections(260);
  await storeConnections(database, known);
});

const get = (path: string) => callApi(path, { key });

/** All pages of a list. */
async function idsOf(query: Record<string, string>): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const { status, body } = await get(`/connections?${new URLSearchParams({ ...query, ...(cursor && { cursor }) })}`);
    expect(status, JSON.stringify(body)).toBe(200);
    ids.push(...body.data.map((one: { receipthero_id: string }) => one.receipthero_id));
    cursor = body.next_cursor;
  } while (cursor);
  return ids;
}

test.each([
  [{}, {}],
  [{ limit: "200" }, {}],
  [{ status: "active", limit: "7" }, { status: "ACTIVE" }],
  [{ status: "disconnected" }, { status: "DISCONNECTED" }],
  [
    { health: "quiet", scope: "receipt:write" },
    { health: "quiet", scope: "receipt:write" },
  ],
  [{ metadata: "region:r1" }, { metadata: "region:r1" }],
  [
    { metadata: "region:r1", status: "disconnecting", limit: "1" },
    { metadata: "region:r1", status: "DISCONNECTING" },
  ],
] as const)("the pages of %j have each connection that the staff's list finds, in its order", async (query, filter) => {
  const expected = expectedConnections(known, { ...NO_FILTER, ...filter }, "-connectedAt");
  expect(expected.length).toBeGreaterThan(3);
  expect(await idsOf(query)).toEqual(expected.map(({ receiptheroId }) => receiptheroId));
});

test("a merchant is found by its id and by its external ID, and both must agree", async () => {
  const [one, other] = [...new Set(known.map(({ merchantId }) => merchantId))];
  await database.client.query(`UPDATE "Merchant" SET "externalId" = 'customer 1' WHERE id = $1`, [one]);
  const expected = expectedConnections(known, { ...NO_FILTER, merchant: one ?? "" }, "-connectedAt");
  const ids = expected.map(({ receiptheroId }) => receiptheroId);
  expect(await idsOf({ merchant_id: one ?? "" })).toEqual(ids);
  expect(await idsOf({ external_id: "customer 1" })).toEqual(ids);
  expect(await idsOf({ external_id: "customer 1", merchant_id: other ?? "" })).toEqual([]);
  expect(await idsOf({ external_id: "nobody" })).toEqual([]);
});

test("changes are listed in order, and a receipt is not a change", async () => {
  const { rows } = await database.client.query(`SELECT now() AS now`);
  const [a, b, c, d] = known.filter(({ health }) => health === "healthy");
  const update = (id: string | undefined, sql: string) =>
    database.client.query(`UPDATE "Connection" SET ${sql} WHERE "receiptheroId" = $1`, [id]);
  await update(b?.receiptheroId, "label = 'New'");
  await update(a?.receiptheroId, `"unauthorizedSince" = now(), "unauthorizedReason" = 'refused'`);
  await update(c?.receiptheroId, `"lastNotificationAt" = now()`);
  // Only the health changes, by another trigger.
  await update(d?.receiptheroId, `"quietFrom" = now() - interval '1 hour'`);
  const since = rows[0].now.toISOString();
  const changed = [b?.receiptheroId, a?.receiptheroId, d?.receiptheroId];
  expect(await idsOf({ updated_since: since })).toEqual(changed);
  expect(await idsOf({ updated_since: since, limit: "1", status: "active" })).toEqual(changed);
  expect(await idsOf({ updated_since: since, health: "unauthorized", limit: "2" })).toEqual([a?.receiptheroId]);
});

test("a connection has its state, the reason of its health, its metadata and its merchant", async () => {
  const one = known.find(({ health }) => health === "unauthorized");
  await database.client.query(
    `UPDATE "Connection" SET "reportedMetadata" = '{"a": 1}', "reportedAt" = now() WHERE "receiptheroId" = $1`,
    [one?.receiptheroId],
  );
  const { body } = await get(`/connections/${one?.receiptheroId}`);
  expect(body).toMatchObject({
    receipthero_id: one?.receiptheroId,
    status: "active",
    health: "unauthorized",
    health_reason: "refused",
    label: one?.label,
    scopes: one?.scopes,
    metadata: one?.metadata,
    reported_metadata: { a: 1 },
    merchant: { id: one?.merchantId, name: one?.business },
    connected_at: one?.connectedAt.toISOString(),
    disconnected_at: null,
  });
  expect(body.health_since).not.toBeNull();
});

test("a list has a connection as a request for it alone has it", async () => {
  const update = (health: Known["health"], sql: string) =>
    database.client.query(`UPDATE "Connection" SET ${sql} WHERE "receiptheroId" = $1`, [
      known.find((one) => one.health === health)?.receiptheroId,
    ]);
  await update("quiet", `"partnerMetadata" = '{"__proto__": "plain data", "big": 12345678901234567890}'`);
  await update("disconnected", `"disconnectedBy" = 'RECEIPTHERO', "modifiedAt" = '2026-01-01T00:00:00.001Z'`);
  await update(
    "disconnecting",
    `"revocationError" = 'timeout', "reportedMetadata" = '{"a": [1]}', "reportedAt" = now()`,
  );
  const { body } = await get("/connections?limit=200");
  const healths = new Set(body.data.map((one: { health: string }) => one.health));
  expect([...healths].sort()).toEqual([...new Set(known.map(({ health }) => health))].sort());
  for (const one of body.data) expect(one).toEqual((await get(`/connections/${one.receipthero_id}`)).body);
});

test.each(["x", "bnVsbA", Buffer.from('["2026-01-01T00:00:00Z"]').toString("base64url")])(
  "the cursor %s, which no page gave, is refused",
  async (cursor) => {
    const { body } = await get(`/connections?cursor=${cursor}`);
    expect(body).toMatchObject({ code: "malformed_request", errors: [{ at: "query.cursor" }] });
  },
);

test.each([
  "limit=0",
  "limit=201",
  "limit=x",
  "status=ACTIVE",
  "health=fine",
  "metadata=ab",
  "merchant_id=1",
  "updated_since=yesterday",
  "limit=1&limit=2",
  "q=x",
])("the query %s is refused, and the answer names the parameter", async (query) => {
  const { status, body } = await get(`/connections?${query}`);
  expect(status).toBe(400);
  expect(body.errors[0].at).toContain("query");
});
