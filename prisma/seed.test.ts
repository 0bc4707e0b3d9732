import { expect } from "vitest";
import { unseal } from "@/lib/crypto/seal";
import { env } from "@/lib/env";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { SeededAlready, seed } from "./seed.ts";

const CONNECTIONS = 2_000;
const HEALTHS = ["healthy", "quiet", "overdue", "unauthorized", "disconnecting", "disconnected"];

let database: TestDatabase;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  await fill(1);
});

async function fill(number: number): Promise<void> {
  await seed({ directUrl: database.url, keys: env().TOKEN_KEYS, connections: CONNECTIONS, seed: number });
}

async function column<Value>(sql: string): Promise<Value[]> {
  const { rows } = await database.client.query<{ value: Value }>(sql);
  return rows.map(({ value }) => value);
}

const count = async (rows: string) => (await column<number>(`SELECT count(*)::int AS value FROM ${rows}`))[0];

test("makes exactly as many connections as asked for, of every health", async () => {
  expect(await count(`"Connection"`)).toBe(CONNECTIONS);
  expect(await column(`SELECT health::text AS value FROM "Connection" GROUP BY health ORDER BY health`)).toEqual(
    HEALTHS,
  );
  expect(
    await column(
      `SELECT DISTINCT "disconnectedBy"::text AS value FROM "Connection" WHERE status = 'DISCONNECTED' ORDER BY 1`,
    ),
  ).toEqual(["ADMIN", "MERCHANT", "RECEIPTHERO"]);
});

test("the counters agree with a count of the rows", async () => {
  const kept = `SELECT key || ' ' || sum(delta) AS value FROM "Counter" WHERE scope = 'health' GROUP BY key ORDER BY key`;
  const counted = `SELECT health || ' ' || count(*) AS value FROM "Connection" GROUP BY health ORDER BY health::text`;
  expect(await column(kept)).toEqual(await column(counted));

  const daily = `
    SELECT scope || ' ' || key || ' ' || sum(delta) AS value FROM "Counter" WHERE scope LIKE 'day:%'
     GROUP BY scope, key ORDER BY scope, key`;
  const events = `
    SELECT 'day:' || (at AT TIME ZONE 'UTC')::date || ' ' || name || ' ' || count(*) AS value
      FROM (SELECT "connectedAt" AS at, 'connected' AS name FROM "Connection"
            UNION ALL SELECT "disconnectedAt", 'disconnected' FROM "Connection" WHERE "disconnectedAt" IS NOT NULL
            UNION ALL SELECT "createdAt", 'started' FROM "AuthorizationRequest"
            UNION ALL SELECT "createdAt", 'returned' FROM "AuthorizationRequest" WHERE "claimedAt" IS NOT NULL
            UNION ALL SELECT "createdAt", 'outcome:' || outcome FROM "AuthorizationRequest" WHERE outcome IS NOT NULL) e
     GROUP BY (at AT TIME ZONE 'UTC')::date, name ORDER BY (at AT TIME ZONE 'UTC')::date, name`;
  expect(await column(daily)).toEqual(await column(events));
});

test("each connection has its row in the list, with its business and its users", async () => {
  const right = `
    "Connection" c JOIN "Merchant" m ON m.id = c."merchantId" JOIN "ConnectionListing" l USING ("receiptheroId")
     WHERE l.business = lower(m.name) AND l.label = lower(c.label)
       AND (SELECT bool_and(position(u.email IN l."searchText") > 0) FROM "User" u JOIN "Member" b ON b."userId" = u.id WHERE b."merchantId" = m.id)`;
  expect(await count(right)).toBe(CONNECTIONS);
});

test("the rows are consistent with each other", async () => {
  const gapsWithoutReceipt = `"Connection" c WHERE health = 'overdue' AND "overdueFrom" IS DISTINCT FROM
    (SELECT min("dueAt") FROM "Receipt" r WHERE r."receiptheroId" = c."receiptheroId" AND "readyAt" IS NULL)`;
  const withoutRequest = `"Connection" c WHERE NOT EXISTS (SELECT FROM "AuthorizationRequest" r
    WHERE r."receiptheroId" = c."receiptheroId" AND outcome = 'connected')`;
  const future = `"Connection" WHERE greatest("connectedAt", "modifiedAt", "disconnectedAt", "lastNotificationAt") > now()`;
  const endedEarly = `"Connection" WHERE "disconnectedAt" < "connectedAt"`;
  const unordered = `(SELECT at < lag(at) OVER (ORDER BY id) AS back FROM "AuditEvent") e WHERE back`;
  const heardOfNothing = `"Connection" c WHERE "lastNotificationAt" IS DISTINCT FROM
    (SELECT max("firstReceivedAt") FROM "Notification" n WHERE n."receiptheroId" = c."receiptheroId" AND n."receiptId" IS NOT NULL)`;
  const ofAnother = `"AuditEvent" e WHERE action = 'connection.connected' AND NOT EXISTS (SELECT FROM "AuthorizationRequest" r
    WHERE r."receiptheroId" = e."receiptheroId" AND r."userId" = e."actorId")`;
  for (const wrong of [gapsWithoutReceipt, heardOfNothing, ofAnother, withoutRequest, future, endedEarly, unordered]) {
    expect.soft(await count(wrong), wrong).toBe(0);
  }
  expect(await count(`"AuditEvent" WHERE action = 'connection.connected'`)).toBe(CONNECTIONS);
  expect(await count(`"AuditEvent" WHERE action = 'connection.disconnected'`)).toBe(
    await count(`"Connection" WHERE status = 'DISCONNECTED'`),
  );
});

test("tokens open with the application's keys", async () => {
  const { rows } = await database.client.query<{ id: string; sealed: string }>(
    `SELECT "receiptheroId" AS id, "sealedToken" AS sealed FROM "Connection" WHERE "sealedToken" IS NOT NULL LIMIT 20`,
  );
  for (const { id, sealed } of rows) expect(unseal(sealed, id).split(".")).toHaveLength(3);
});

test("another seed adds, and the same one is refused", async () => {
  await fill(2);
  expect(await count(`"Connection"`)).toBe(2 * CONNECTIONS);
  expect(await count(`"ConnectionListing"`)).toBe(2 * CONNECTIONS);
  await expect(fill(1)).rejects.toThrow(SeededAlready);
  expect(await column(`SELECT sum(delta)::int AS value FROM "Counter" WHERE scope = 'health'`)).toEqual([
    2 * CONNECTIONS,
  ]);
});
