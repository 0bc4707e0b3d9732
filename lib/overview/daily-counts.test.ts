import { beforeEach, expect } from "vitest";
import { completeAuthorization } from "@/lib/authorization/complete";
import { startAuthorization } from "@/lib/authorization/start";
import { countDaily } from "@/lib/overview/daily-counts";
import { authorizationFunnel } from "@/lib/overview/funnel";
import { span } from "@/lib/overview/range";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { answerPage, control, redirectQuery, updating } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

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

test("an address asks for 7, 30 or 90 days", () => {
  expect(["7", "30", "90", undefined, "8", ["7", "90"], "x"].map((days) => span.parse(days))).toEqual([
    7, 30, 90, 30, 30, 30, 30,
  ]);
});
