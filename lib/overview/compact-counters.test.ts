import fc from "fast-check";
import { beforeEach, expect } from "vitest";
import { countByHealth } from "@/lib/connections/health/count";
import { compactCounters } from "@/lib/overview/compact-counters";
import type { Owner } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let user: Owner;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  // Far from UTC, so that a day in another time zone would show.
  await database.client.query(`ALTER DATABASE ${database.name} SET timezone TO 'Pacific/Kiritimati'`);
  user = await createOwner(database);
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "AuthorizationRequest"; DELETE FROM "Connection"; DELETE FROM "Counter"`);
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
  expect(await countByHealth(someStaff())).toMatchObject({ healthy: 70, disconnected: 40, disconnecting: 0 });
  await compactCounters();
  const [{ n }] = await rows(`SELECT count(*)::int AS n FROM "Counter" WHERE scope LIKE 'day:%'`);
  expect(n).toBe(2);
});
