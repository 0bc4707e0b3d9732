import { expect, test } from "vitest";
import { withEmptyDatabase } from "@/test/empty-database";
import { migrateUntil } from "@/test/migrate-until";
import { migrate } from "./migrate.ts";

test("the search rows of before get the times of their connections, also after the migrator was killed", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateUntil(url, "_connected_at_of_listings");
    await client.query(`
      WITH merchant AS (INSERT INTO "Merchant" (name) VALUES ('Kahvila') RETURNING id)
      INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "connectedAt")
      SELECT 'rh-' || n, id, 'Shop', '{receipt:read}', '{}', 'sealed', '2026-01-01T00:00:00Z'::timestamptz + n * interval '1 minute'
        FROM merchant, generate_series(1, 2500) n`);

    // As a migrator leaves it that is killed while it fills the column.
    await migrateUntil(url, "_index_of_connected_at");
    await client.query(`UPDATE "ConnectionListing" SET "connectedAt" = NULL WHERE "receiptheroId" > 'rh-2'`);
    await client.query(
      `UPDATE _prisma_migrations SET finished_at = NULL, applied_steps_count = 0
        WHERE migration_name LIKE '%_fill_connected_at_of_listings'`,
    );

    await migrate(url);
    const { rows } = await client.query(`
      SELECT count(*)::int AS same FROM "Connection" c
        JOIN "ConnectionListing" l ON (l."receiptheroId", l."connectedAt") = (c."receiptheroId", c."connectedAt")`);
    expect(rows).toEqual([{ same: 2500 }]);
  });
});
