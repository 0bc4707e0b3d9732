import { expect, test } from "vitest";
import { withEmptyDatabase } from "@/test/empty-database";
import { migrateUntil } from "@/test/migrate-until";
import { migrate } from "./migrate.ts";

const [KAHVILA, BAGERI] = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"];

test("each user of a merchant becomes its owner, and everything else stays as it was", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateUntil(url, "_members");
    await client.query(`
      INSERT INTO "Merchant" (id, name) VALUES ('${KAHVILA}', 'Kahvila Aalto'), ('${BAGERI}', 'Bageri Å');
      INSERT INTO "User" (email, role, "merchantId", "createdAt")
        VALUES ('one@kahvila.example', 'MERCHANT', '${KAHVILA}', '2025-01-01Z'),
               ('two@kahvila.example', 'SUPPORT', '${KAHVILA}', '2025-01-02Z'),
               ('three@bageri.example', 'MERCHANT', '${BAGERI}', '2025-01-03Z'),
               ('four@nowhere.example', 'MERCHANT', NULL, '2025-01-04Z');
      INSERT INTO "Invitation" ("merchantId", email, "tokenHash") VALUES ('${KAHVILA}', 'five@kahvila.example', 'hash');
      INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
        VALUES ('rh-1', '${KAHVILA}', 'Till', '{}', '{}', 'sealed')`);
    const rows = async (sql: string) => (await client.query({ text: sql, rowMode: "array" })).rows;
    const listing = `SELECT "receiptheroId", business, label, "searchText" FROM "ConnectionListing"`;
    const searched = await rows(listing);

    await migrate(url);
    expect(
      await rows(`SELECT u.email, u.role, m.name, b.role, b."createdAt", b."lastUsedAt"
                    FROM "User" u LEFT JOIN "Member" b ON b."userId" = u.id LEFT JOIN "Merchant" m ON m.id = b."merchantId"
                   ORDER BY u."createdAt"`),
    ).toEqual([
      ["one@kahvila.example", "MERCHANT", "Kahvila Aalto", "OWNER", new Date("2025-01-01Z"), null],
      ["two@kahvila.example", "SUPPORT", "Kahvila Aalto", "OWNER", new Date("2025-01-02Z"), null],
      ["three@bageri.example", "MERCHANT", "Bageri Å", "OWNER", new Date("2025-01-03Z"), null],
      ["four@nowhere.example", "MERCHANT", null, null, null, null],
    ]);
    expect(await rows(`SELECT email, role FROM "Invitation"`)).toEqual([["five@kahvila.example", "MEMBER"]]);
    expect(await rows(listing)).toEqual(searched);

    await client.query(`SELECT refresh_connection_listing('{rh-1}')`);
    expect(await rows(listing)).toEqual(searched);
    await client.query(`DELETE FROM "User" WHERE email = 'two@kahvila.example'`);
    expect(await rows(listing)).not.toEqual(searched);
    expect(String(await rows(listing))).toContain("one@kahvila.example");
  });
});
