import pg from "pg";
import { expect, test } from "vitest";
import { withEmptyDatabase } from "@/test/empty-database";
import { migrate, readMigrations, toMigrationsList } from "./migrate.ts";
import { NO_FILTERS, withSchemaEngine } from "./schema-engine.ts";

const BEFORE_RELEASE = "prisma/before-release";

/**
 * Creates a database as a version before the release did.
 * @param count how many migrations are applied; all when omitted
 */
async function migrateAsBefore(url: string, count?: number): Promise<void> {
  const migrations = (await readMigrations(BEFORE_RELEASE)).slice(0, count);
  const migrationsList = await toMigrationsList(BEFORE_RELEASE, migrations);
  const pool = new pg.Pool({ connectionString: url });
  try {
    await withSchemaEngine(pool, (engine) => engine.applyMigrations({ migrationsList, filters: NO_FILTERS }));
  } finally {
    await pool.end();
  }
}

/** Everything that the migrations create, as the catalog lists it, except the order of the columns. */
async function catalog(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    WITH relation AS (SELECT * FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname NOT LIKE '\\_prisma%')
    SELECT concat_ws(' ', 'relation', relkind, relname, relpersistence, reloptions, relacl) AS line FROM relation
    UNION ALL
    SELECT concat_ws(' ', 'column', relname, attname, format_type(atttypid, atttypmod), attnotnull, attstattarget,
                     attcollation::regcollation, attidentity, pg_get_expr(adbin, adrelid))
      FROM relation r JOIN pg_attribute a ON attrelid = r.oid LEFT JOIN pg_attrdef ON adrelid = r.oid AND adnum = attnum
     WHERE relkind = 'r' AND attnum > 0 AND NOT attisdropped
    UNION ALL SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE '\\_prisma%'
    UNION ALL
    SELECT concat_ws(' ', 'constraint', relname, conname, pg_get_constraintdef(c.oid))
      FROM pg_constraint c JOIN relation r ON conrelid = r.oid
    UNION ALL SELECT concat_ws(' ', 'enum', enumtypid::regtype, enumlabel, enumsortorder) FROM pg_enum
    UNION ALL SELECT concat_ws(' ', 'extension', extname, extversion) FROM pg_extension
    UNION ALL
    SELECT concat_ws(' ', 'collation', to_jsonb(c) - 'oid') FROM pg_collation c WHERE collnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', pg_get_functiondef(oid), proacl) FROM pg_proc WHERE pronamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', tgenabled, pg_get_triggerdef(t.oid)) FROM pg_trigger t JOIN relation r ON tgrelid = r.oid
     WHERE NOT tgisinternal
    ORDER BY 1`);
  return rows.map(({ line }) => line);
}

/** The rows of every table that has some, and the migrations that are recorded as applied. */
async function readRows(client: pg.Client): Promise<Record<string, string[]>> {
  const tables = await client.query<{ name: string }>(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY 1`,
  );
  const found: Record<string, string[]> = {};
  for (const { name } of tables.rows) {
    const column = name === "_prisma_migrations" ? "migration_name" : "t::text";
    const { rows } = await client.query<{ row: string }>(`SELECT ${column} AS row FROM "${name}" t ORDER BY 1`);
    if (rows.length > 0) found[name] = rows.map(({ row }) => row);
  }
  return found;
}

const SOME_ROWS = `
  INSERT INTO "Merchant" (id, name) VALUES ('00000000-0000-4000-8000-000000000001', 'Kahvila Aalto');
  INSERT INTO "User" (email) VALUES ('one@shop.example');
  INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
    VALUES ('rh-1', '00000000-0000-4000-8000-000000000001', 'Till', '{receipt:read}', '{}', 'sealed');
  UPDATE "Connection" SET "unauthorizedSince" = now(), "unauthorizedReason" = 'refused'`;

test("the initial migration makes the same database as the migrations before the release did", async () => {
  const before = await withEmptyDatabase(async ({ url, client }) => {
    await migrateAsBefore(url);
    return catalog(client);
  });
  const now = await withEmptyDatabase(async ({ client }) => {
    const [initial] = await readMigrations("prisma/migrations");
    await client.query(initial?.sql ?? "");
    return catalog(client);
  });
  expect(before.length).toBeGreaterThan(400);
  expect(now).toEqual(before);
});

test("a start on a database of before the release keeps its rows, and the next start finds nothing to do", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateAsBefore(url);
    await client.query(SOME_ROWS);
    const { _prisma_migrations: recorded = [], ...rows } = await readRows(client);
    const applied = await migrate(url);
    const { _prisma_migrations: recordedNow, ...rowsNow } = await readRows(client);
    expect(applied).not.toContain("20261124120000_initial");
    expect(recordedNow).toEqual([...recorded, "20261124120000_initial", ...applied].sort());
    expect(rows.Connection).toHaveLength(1);
    // The user's column for the merchant is gone. It was empty, and the last one.
    const expected = { ...rows, User: rows.User?.map((row) => row.replace(/,\)$/, ")")) };
    // A later migration may add columns, which come last.
    const kept = Object.entries(expected).map(([table, texts = []]) => {
      return [table, texts.map((text, index) => rowsNow[table]?.[index]?.slice(0, text.length - 1).concat(")"))];
    });
    expect(Object.fromEntries(kept)).toEqual(expected);
    expect(await migrate(url)).toEqual([]);
  });
});

test("servers that start at once record the initial migration once", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateAsBefore(url);
    await Promise.all([migrate(url), migrate(url), migrate(url)]);
    const { rows } = await client.query("SELECT FROM _prisma_migrations WHERE migration_name LIKE '%_initial'");
    expect(rows).toHaveLength(1);
  });
});

test.each([1, 14, -1])("a database that has only some of those migrations gets the others first: %s", async (count) => {
  const whole = await withEmptyDatabase(async ({ url, client }) => {
    await migrate(url);
    return catalog(client);
  });
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateAsBefore(url, count);
    await client.query(`INSERT INTO "Merchant" (name) VALUES ('Kahvila Aalto')`);
    await migrate(url);
    expect(await catalog(client)).toEqual(whole);
    expect((await readRows(client)).Merchant).toEqual([expect.stringContaining("Kahvila Aalto")]);
    expect(await migrate(url)).toEqual([]);
  });
});
