import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, expect } from "vitest";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let first: pg.Client;
let second: pg.Client;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  first = new pg.Client({ connectionString: database.url });
  second = new pg.Client({ connectionString: database.url, application_name: "second" });
  await Promise.all([first.connect(), second.connect()]);
});
afterAll(async () => {
  await Promise.all([first.end(), second.end()]);
});

/** Adds a merchant with two members and two connections, and a third user. Its id is part of all their names. */
async function addMerchant(): Promise<string> {
  const id = randomUUID();
  const { client } = database;
  await client.query(`INSERT INTO "Merchant" (id, name) VALUES ($1, 'Before')`, [id]);
  await client.query(
    `WITH "user" AS (INSERT INTO "User" (email) SELECT who || '-' || $1::text || '@shop.example'
                       FROM unnest('{one,two,three}'::text[]) who RETURNING id, email)
     INSERT INTO "Member" ("merchantId", "userId", role)
     SELECT $1::uuid, id, 'OWNER' FROM "user" WHERE email NOT LIKE 'three-%'`,
    [id],
  );
  for (const name of ["a", "b"]) await client.query(addConnection, [id, name]);
  return id;
}

const addConnection = `
  INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
  VALUES ('rh-' || $2 || '-' || $1, $1::uuid, 'Before', '{receipt:read}', '{}', 'sealed')`;

/** The changes that affect a row of the list, each as a statement about the merchant `$1`. */
const changes: Record<string, string> = {
  "the business is renamed": `UPDATE "Merchant" SET name = 'After' WHERE id = $1::uuid`,
  "the business gets an external ID": `UPDATE "Merchant" SET "externalId" = 'customer ' || $1 WHERE id = $1::uuid`,
  "a user's address changes": `UPDATE "User" SET email = 'new-' || $1 || '@shop.example' WHERE email = 'one-' || $1 || '@shop.example'`,
  "a user is deleted": `DELETE FROM "User" WHERE email = 'two-' || $1 || '@shop.example'`,
  "a user joins": `INSERT INTO "Member" ("merchantId", "userId", role)
                    SELECT $1::uuid, id, 'READER' FROM "User" WHERE email LIKE '%three-' || $1 || '@shop.example'`,
  "the address of the one who joins changes": `UPDATE "User" SET email = 'new-' || email WHERE email = 'three-' || $1 || '@shop.example'`,
  "a user leaves": `DELETE FROM "Member" WHERE "userId" = (SELECT id FROM "User" WHERE email = 'two-' || $1 || '@shop.example')`,
  "a connection is added": addConnection.replaceAll("$2", "'c'"),
  "a connection is labelled": `UPDATE "Connection" SET label = 'After' WHERE "receiptheroId" = 'rh-a-' || $1`,
  "a connection is taken over": `UPDATE "Connection" SET "connectedAt" = now() + interval '1 hour' WHERE "receiptheroId" = 'rh-b-' || $1`,
  "all are relabelled": `UPDATE "Connection" SET label = 'Later' WHERE "merchantId" = $1::uuid`,
};
const pairs = Object.keys(changes).flatMap((one) => Object.keys(changes).map((other) => [one, other]));

test.each(pairs.filter(([one, other]) => one !== other))("%s while %s: the list has both", async (one, other) => {
  const id = await addMerchant();
  await Promise.all([first.query("BEGIN"), second.query("BEGIN")]);
  await first.query(changes[one ?? ""] ?? "", [id]);
  const changing = second.query(changes[other ?? ""] ?? "", [id]);
  await secondHasRun();
  await first.query("COMMIT");
  await changing;
  await second.query("COMMIT");

  const listed = await readListing(id);
  await database.client.query("SELECT refresh_connection_listing($1)", [listed.map((row) => row.receiptheroId)]);
  expect(listed).toEqual(await readListing(id));
});

/** Waits until the second client's change is complete or waits for the first one. */
async function secondHasRun(): Promise<void> {
  for (;;) {
    const { rows } = await database.client.query(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'second'
          AND query <> 'BEGIN' AND (state <> 'active' OR wait_event_type = 'Lock')`,
    );
    if (rows.length > 0) return;
  }
}

async function readListing(merchantId: string) {
  const { rows } = await database.client.query<{
    receiptheroId: string;
    business: string;
    label: string;
    searchText: string;
  }>(
    `SELECT l.* FROM "ConnectionListing" l JOIN "Connection" c USING ("receiptheroId")
      WHERE c."merchantId" = $1::uuid ORDER BY 1`,
    [merchantId],
  );
  return rows;
}
