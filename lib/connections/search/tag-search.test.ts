import { expect } from "vitest";
import { lookupsFor } from "@/lib/connections/search/candidates";
import { conditionsOf, indexHas } from "@/lib/connections/search/conditions";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { withIndexScansOnly } from "@/lib/db/index-scans";
import type { TestDatabase } from "@/test/database";
import { createMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";

const ROWS = 3_000;
let database: TestDatabase;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  const { id } = await createMerchant(database, "Kahvila Aamu");
  await database.client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", tags)
     SELECT 'rh-' || md5(n::text), $1, 'Shop ' || n, '{receipt:read}', '{}', 'sealed',
            CASE WHEN n % 300 = 0 THEN '{vip}' WHEN n % 5 = 0 THEN '{vipps,uusi}' ELSE '{}' END::text[]
       FROM generate_series(1, $2::int) n`,
    [id, ROWS],
  );
  await database.client.query("ANALYZE");
});

test("a rare tag is looked up in the index of the search text, and its exact test leaves the estimate alone", async () => {
  const conditions = conditionsOf({ ...NO_FILTER, q: "tag:vip" });
  const { lookups, plan } = await withIndexScansOnly(async (tx) => ({
    lookups: await lookupsFor(tx, conditions),
    plan: await tx.$queryRaw<{ "QUERY PLAN": string }[]>`
      EXPLAIN SELECT "receiptheroId" FROM "ConnectionListing" l WHERE ${indexHas("\ntag:vip\n")}`,
  }));
  expect(lookups).toMatchObject([{ table: "listing", used: [{ index: "searchText" }], rest: [{ isCheck: true }] }]);
  // There are 10. The tag of 600 others begins alike.
  expect(lookups[0]?.estimate).toBeLessThan(300);
  const lines = plan.map((row) => row["QUERY PLAN"]).join("\n");
  expect(lines).toContain("ConnectionListing_searchText_idx");
});
