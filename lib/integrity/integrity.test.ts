import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, onTestFinished, vi } from "vitest";
import { checkCounters } from "@/lib/integrity/counters";
import { checkListings } from "@/lib/integrity/listings";
import { checkDisconnecting } from "@/lib/integrity/orphans";
import type { Operator } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

const operator = { command: "verify" } as Operator;
let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

test("a check of the search rows waits for nobody, and a repair locks the wrong ones only", async () => {
  const [busy, other] = [await createOwner(database, "Busy"), await createOwner(database, "Other")];
  await addConnection(database, busy.merchant.id);
  const wrong = await addConnection(database, other.merchant.id);
  await rows(`UPDATE "ConnectionListing" SET "searchText" = 'other' WHERE "receiptheroId" = $1`, [wrong]);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  onTestFinished(() => client.end());
  // As a server that is changing this business.
  await client.query("BEGIN");
  await client.query("SELECT lock_listing(ARRAY[$1]::uuid[])", [busy.merchant.id]);
  await client.query(`SELECT 1 FROM "ConnectionListing" WHERE business = 'busy' FOR UPDATE`);
  const found = { check: "listings", found: 1, examples: [wrong] };
  expect(await checkListings(false, () => {})).toEqual(found);
  expect(await checkListings(true, () => {})).toEqual(found);
  expect(await checkListings(false, () => {})).toMatchObject({ found: 0 });
});

test("a search row with another time than its connection is found", async () => {
  const { merchant } = await createOwner(database);
  const id = await addConnection(database, merchant.id);
  await rows(`UPDATE "ConnectionListing" SET "connectedAt" = now() - interval '1 day' WHERE "receiptheroId" = $1`, [
    id,
  ]);
  expect(await checkListings(true, () => {})).toMatchObject({ found: 1, examples: [id] });
  expect(await checkListings(false, () => {})).toMatchObject({ found: 0 });
});

test("a missing search row is found and written", async () => {
  const { merchant } = await createOwner(database);
  const id = await addConnection(database, merchant.id);
  await rows(`DELETE FROM "ConnectionListing" WHERE "receiptheroId" = $1`, [id]);
  expect(await checkListings(true, () => {})).toMatchObject({ found: 1, examples: [id] });
  expect(await rows(`SELECT 1 FROM "ConnectionListing" WHERE "receiptheroId" = $1`, [id])).toHaveLength(1);
});

test("of two repairs at once, one adds what a counter lacks", async () => {
  await rows(`INSERT INTO "Counter" (scope, key, delta) VALUES ('health', 'healthy', 7)`);
  const first = new pg.Client({ connectionString: database.url });
  await first.connect();
  onTestFinished(() => first.end());
  await first.query("BEGIN");
  await first.query("SELECT pg_advisory_xact_lock(hashtext('repair_counters'))");
  await first.query(`INSERT INTO "Counter" (scope, key, delta) VALUES ('health', 'healthy', -7)`);
  const second = checkCounters(true);
  const waiting = () => rows("SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
  await Promise.race([second, vi.waitUntil(async () => (await waiting()).length > 0, { timeout: 10_000 })]);
  await first.query("COMMIT");
  expect(await second).toMatchObject({ found: 0 });
  expect(await checkCounters(false)).toMatchObject({ found: 0 });
});

test("more disconnects than one transaction takes get their job back, and the log has each", async () => {
  const { merchant } = await createOwner(database);
  const id = await addConnection(database, merchant.id, { receiptheroId: randomUUID() });
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
    [id],
  );
  const columns = (
    await rows(`
    SELECT string_agg(quote_ident(attname), ', ') AS list FROM pg_attribute
     WHERE attrelid = '"Connection"'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
       AND attname <> 'receiptheroId'`)
  )[0].list;
  await rows(
    `INSERT INTO "Connection" ("receiptheroId", ${columns})
     SELECT 'copy-' || n, ${columns} FROM "Connection", generate_series(1, 1100) n WHERE "receiptheroId" = $1`,
    [id],
  );
  expect(await checkDisconnecting(operator, true)).toMatchObject({ found: 1_101 });
  expect(await checkDisconnecting(operator, false)).toMatchObject({ found: 0 });
  expect(await rows(`SELECT count(*)::int AS n FROM "AuditEvent" WHERE action = 'connection.retried'`)).toEqual([
    { n: 1_101 },
  ]);
});
