import fc from "fast-check";
import { beforeEach, expect } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { startAuthorization } from "@/lib/authorization/start";
import { countByHealth } from "@/lib/connections/health/count";
import { needsAttention } from "@/lib/overview/attention";
import { compactCounters } from "@/lib/overview/compact-counters";
import { countDaily } from "@/lib/overview/daily-counts";
import { authorizationFunnel } from "@/lib/overview/funnel";
import { span } from "@/lib/overview/range";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, control, redirectQuery, updating } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";
import { addOutgoingReceipt } from "@/test/outgoing-receipts";

const BROWSER = "hash-of-the-browser";

const staff = someStaff();
let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;

test.beforeAll(async ({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  // Far from UTC, so that a day in another time zone would show.
  await database.client.query(`ALTER DATABASE ${database.name} SET timezone TO 'Pacific/Kiritimati'`);
  user = await createOwner(database);
});
beforeEach(async () => {
  await database.client.query(
    `DELETE FROM "AuthorizationRequest"; DELETE FROM "Connection"; DELETE FROM "Counter"; DELETE FROM "Notification"`,
  );
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

/** The values of the counters, and the actual counts. */
async function compare() {
  const kept = await rows(
    `SELECT scope || ' ' || key AS name, sum(delta)::int AS n FROM "Counter"
      WHERE NOT (scope LIKE 'day:%' AND key IN ('connected', 'disconnected')) GROUP BY 1 HAVING sum(delta) <> 0 ORDER BY 1`,
  );
  const counted = await rows(
    `WITH request AS (SELECT *, 'day:' || ("createdAt" AT TIME ZONE 'UTC')::date AS day FROM "AuthorizationRequest")
     SELECT 'health ' || health AS name, count(*)::int AS n FROM "Connection" GROUP BY 1
     UNION ALL SELECT day || ' started', count(*)::int FROM request GROUP BY 1
     UNION ALL SELECT day || ' returned', count(*)::int FROM request WHERE "claimedAt" IS NOT NULL GROUP BY 1
     UNION ALL SELECT day || ' outcome:' || outcome, count(*)::int FROM request WHERE outcome IS NOT NULL GROUP BY 1
     ORDER BY 1`,
  );
  return { kept, counted };
}

const counters = () =>
  rows(`SELECT scope, key, sum(delta)::int AS n FROM "Counter" GROUP BY 1, 2 HAVING sum(delta) <> 0 ORDER BY 1, 2`);

test("the counters agree with a count of the rows after any change, and after they are added up", async () => {
  const connection = fc.record({
    act: fc.constantFrom("add", "end", "revive", "fail", "delete"),
    which: fc.nat({ max: 9 }),
    times: fc.integer({ min: 1, max: 4 }),
  });
  const request = fc.record({
    act: fc.constantFrom("ask", "return", "settle"),
    which: fc.nat({ max: 9 }),
    times: fc.constant(1),
  });
  const statements = {
    add: `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "connectedAt", "overdueFrom")
          SELECT gen_random_uuid(), $1, $2::text, '{}', '{}', 'sealed', now() - $2::int * interval '9 hours',
                 CASE WHEN $2::int % 3 = 0 THEN now() END FROM generate_series(1, $3::int)`,
    end: `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now()
           WHERE "merchantId" = $1 AND label = $2::text AND $3::int > 0`,
    revive: `UPDATE "Connection" SET status = 'ACTIVE', "sealedToken" = 'sealed', "disconnectedAt" = NULL
              WHERE "merchantId" = $1 AND label = $2::text AND $3::int > 0`,
    fail: `UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused'
            WHERE "merchantId" = $1 AND label = $2::text AND $3::int > 0`,
    delete: `DELETE FROM "Connection" WHERE "merchantId" = $1 AND label = $2::text AND $3::int > 0`,
    ask: `INSERT INTO "AuthorizationRequest" ("stateHash", "userId", "merchantId", "sessionId", "browserHash", label, scopes, "partnerMetadata", "createdAt")
          SELECT gen_random_uuid(), u."userId", $1, gen_random_uuid(), '', $2::text, '{}', '{}', now() - $2::int * interval '9 hours'
            FROM (SELECT "userId" FROM "Member" WHERE "merchantId" = $1 LIMIT $3) u`,
    return: `UPDATE "AuthorizationRequest" SET "claimedAt" = now() WHERE "merchantId" = $1 AND label = $2::text AND $3::int > 0`,
    settle: `UPDATE "AuthorizationRequest" SET "claimedAt" = now(), outcome = 'code_expired'
              WHERE "merchantId" = $1 AND label = $2::text AND outcome IS NULL AND $3::int > 0`,
  };
  const steps = fc.array(fc.oneof(connection, request), { minLength: 20, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      for (const { act, which, times } of taken) await rows(statements[act], [user.merchant.id, which, times]);
      const { kept, counted } = await compare();
      expect(kept).toEqual(counted);
      const before = await counters();
      await compactCounters();
      expect(await counters()).toEqual(before);
    }),
    { numRuns: 15 },
  );
});

test("two servers that add up at once, while connections come, lose and double nothing", async () => {
  for (let index = 0; index < 70; index += 1) await addConnection(database, user.merchant.id);
  const coming = (async () => {
    for (let index = 0; index < 40; index += 1)
      await addConnection(database, user.merchant.id, { status: "DISCONNECTED" });
  })();
  for (let round = 0; round < 10; round += 1) await Promise.all([compactCounters(), compactCounters()]);
  await coming;
  expect(await countByHealth(staff)).toMatchObject({ healthy: 70, disconnected: 40, disconnecting: 0 });
  await compactCounters();
  const [{ n }] = await rows(`SELECT count(*)::int AS n FROM "Counter" WHERE scope LIKE 'day:%'`);
  expect(n).toBe(2);
});

test("the funnel adds up: what real requests came to, and who never came back", async () => {
  const asked = { label: "Shop", scopes: ["receipt:read" as const], pairs: [], message: "May we?" };
  const start = () => startAuthorization(user, BROWSER, asked);
  const answer = async (decision: string) => {
    const query = redirectQuery(await answerPage(sandbox, await start(), { decision, ...(await updating(sandbox)) }));
    const [state, error] = [query.get("state") ?? "", query.get("error")];
    return completeAuthorization(user, BROWSER, error ? { state, error } : { state, code: query.get("code") ?? "" });
  };
  await answer("approve");
  await answer("deny");
  await answer("deny");
  await control(sandbox, "PUT", "/faults", { endpoint: "token", fault: "500" });
  await answer("approve");
  for (let index = 0; index < 3; index += 1) await start();
  await start();
  await database.client.query(
    `UPDATE "AuthorizationRequest" SET "claimedAt" = now() WHERE id =
      (SELECT id FROM "AuthorizationRequest" WHERE "claimedAt" IS NULL LIMIT 1)`,
  );

  expect(await authorizationFunnel(staff, 7)).toEqual({
    started: 8,
    returned: 5,
    connected: 1,
    lost: [
      { reason: "never_returned", count: 3 },
      { reason: "access_denied", count: 2 },
      { reason: "exchange_failed", count: 1 },
      { reason: "under_way", count: 1 },
    ],
  });
  expect((await countDaily(staff, 7)).at(-1)).toMatchObject({ connected: 1, disconnected: 0 });
});

test("days are days in UTC, and those on which nothing happened are zeros", async () => {
  const begins = `date_trunc('day', now(), 'UTC') - interval '6 days'`;
  for (const at of [begins, `${begins} - interval '1 millisecond'`, "now()"]) {
    await rows(
      `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "connectedAt")
       VALUES (gen_random_uuid(), $1, '', '{}', '{}', 'sealed', ${at})`,
      [user.merchant.id],
    );
    await rows(
      `INSERT INTO "AuthorizationRequest" ("stateHash", "userId", "merchantId", "sessionId", "browserHash", label, scopes, "partnerMetadata", "createdAt")
       VALUES (gen_random_uuid(), $1, $2, $1, '', '', '{}', '{}', ${at})`,
      [user.id, user.merchant.id],
    );
  }
  const [{ today, first }] = await rows(
    `SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS today, to_char((${begins}) AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS first`,
  );
  const days = await countDaily(staff, 7);
  expect(days).toHaveLength(7);
  expect(days[0]).toEqual({ day: first, connected: 1, disconnected: 0 });
  expect(days.at(-1)).toEqual({ day: today, connected: 1, disconnected: 0 });
  expect(days.slice(1, -1).every(({ connected, disconnected }) => connected === 0 && disconnected === 0)).toBe(true);
  expect((await countDaily(staff, 90)).reduce((sum, { connected }) => sum + connected, 0)).toBe(3);
  expect((await authorizationFunnel(staff, 7)).started).toBe(2);
  expect((await authorizationFunnel(staff, 30)).started).toBe(3);
});

test("a connection that is disconnected and granted again is counted as disconnected once and as connected twice", async () => {
  const id = await addConnection(database, user.merchant.id, { label: "Shop" });
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now() WHERE "receiptheroId" = $1`,
    [id],
  );
  expect((await countDaily(staff, 7)).at(-1)).toMatchObject({ connected: 1, disconnected: 1 });
  await rows(
    `UPDATE "Connection" SET status = 'ACTIVE', "sealedToken" = 'sealed', "disconnectedAt" = NULL WHERE "receiptheroId" = $1`,
    [id],
  );
  expect((await countDaily(staff, 7)).at(-1)).toMatchObject({ connected: 2, disconnected: 1 });
});

test("attention lists the oldest five of each kind, and the number of failed notifications", async () => {
  expect(await needsAttention(staff)).toEqual({
    disconnecting: [],
    unauthorized: [],
    overdue: [],
    notifications: { failed: [], count: 0 },
    receiptsFailed: { items: [], count: 0 },
    receiptsInDoubt: { items: [], count: 0 },
    bulkAsked: { items: [], count: 0 },
  });
  const changes = {
    disconnecting: `status = 'DISCONNECTING', "revocationError" = 'status 503', "disconnectingSince"`,
    unauthorized: `"unauthorizedReason" = 'refused', "unauthorizedSince"`,
    overdue: `"overdueFrom"`,
  };
  const kinds = ["disconnecting", "unauthorized", "overdue"] as const;
  const ids: Record<(typeof kinds)[number], string[]> = { disconnecting: [], unauthorized: [], overdue: [] };
  for (const kind of kinds) {
    for (let hours = 1; hours <= 7; hours += 1) {
      const id = await addConnection(database, user.merchant.id, { label: `${kind} ${hours}` });
      await rows(
        `UPDATE "Connection" SET ${changes[kind]} = now() - $2 * interval '1 hour' WHERE "receiptheroId" = $1`,
        [id, hours],
      );
      ids[kind].unshift(id);
    }
  }
  await rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state, error, "firstReceivedAt")
     SELECT n, 'receipt_notification', CASE n WHEN 7 THEN $1 ELSE n::text END, '{}',
            (CASE WHEN n < 8 THEN 'FAILED' ELSE 'WAITING' END)::"NotificationState", 'boom', now() - n * interval '1 hour'
       FROM generate_series(1, 9) n`,
    [ids.overdue[0]],
  );

  const { notifications, receiptsFailed, receiptsInDoubt, bulkAsked, ...connections } = await needsAttention(staff);
  for (const kind of kinds) {
    expect(connections[kind].map(({ receiptheroId }) => receiptheroId)).toEqual(ids[kind].slice(0, 5));
    expect((await countByHealth(staff))[kind]).toBe(7);
  }
  expect(connections.disconnecting[0]).toMatchObject({
    label: "disconnecting 7",
    business: user.merchant.name,
    reason: "status 503",
    since: expect.any(Date),
  });
  expect(notifications.count).toBe(7);
  expect(notifications.failed.map(({ receiptheroId, business, label }) => [receiptheroId, business, label])).toEqual([
    [ids.overdue[0], user.merchant.name, "overdue 7"],
    ...["6", "5", "4", "3"].map((id) => [id, null, null]),
  ]);
  expect([receiptsFailed, receiptsInDoubt, bulkAsked]).toEqual([
    { items: [], count: 0 },
    { items: [], count: 0 },
    { items: [], count: 0 },
  ]);
});

test("attention lists the oldest outgoing receipts that failed or are in doubt, and their number", async () => {
  const about = { receiptheroId: "c", merchantId: user.merchant.id };
  const add = (state: "FAILED" | "IN_DOUBT" | "SENT", hours: number) =>
    addOutgoingReceipt(database, { ...about, state, createdAt: `now() - interval '${hours} hours'` });
  const failed = [];
  for (const hours of [1, 2, 3, 4, 5, 6]) failed.unshift(await add("FAILED", hours));
  const inDoubt = [await add("IN_DOUBT", 9)];
  await add("SENT", 10);
  const { receiptsFailed, receiptsInDoubt } = await needsAttention(staff);
  expect(receiptsFailed.items.map(({ id }) => id)).toEqual(failed.slice(0, 5));
  expect(receiptsInDoubt.items.map(({ id }) => id)).toEqual(inDoubt);
  expect([receiptsFailed.count, receiptsInDoubt.count]).toEqual([6, 1]);
  expect(receiptsFailed.items[0]).toMatchObject({ business: user.merchant.name, since: expect.any(Date) });
});

test("an address asks for 7, 30 or 90 days", () => {
  expect(["7", "30", "90", undefined, "8", ["7", "90"], "x"].map((days) => span.parse(days))).toEqual([
    7, 30, 90, 30, 30, 30, 30,
  ]);
});
