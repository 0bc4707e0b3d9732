import { expect, test } from "vitest";
import { withEmptyDatabase } from "@/test/empty-database";
import { migrateUntil } from "@/test/migrate-until";
import { migrate } from "./migrate.ts";

test("the search rows of before get the times of their connections, more than a batch of them", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateUntil(url, "_connected_at_of_listings");
    await client.query(`
      WITH merchant AS (INSERT INTO "Merchant" (name) VALUES ('Kahvila') RETURNING id)
      INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "connectedAt")
      SELECT 'rh-' || n, id, 'Shop', '{receipt:read}', '{}', 'sealed', '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
        FROM merchant, generate_series(1, 2500) n`);

    await migrate(url);
    const { rows } = await client.query(`
      SELECT count(*)::int AS same FROM "Connection" c
        JOIN "ConnectionListing" l ON (l."receiptheroId", l."connectedAt") = (c."receiptheroId", c."connectedAt")`);
    expect(rows).toEqual([{ same: 2500 }]);
  });
});
