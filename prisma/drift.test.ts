import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { expect, test } from "vitest";
import { SEALED_COLUMNS } from "@/lib/key-rotation/sealed-columns";
import { withEmptyDatabase } from "@/test/empty-database";
import { migrate } from "./migrate.ts";
import { NO_FILTERS, readSchema, withSchemaEngine } from "./schema-engine.ts";

/** Indexes that the migrations create in SQL, because Prisma's schema cannot express NULLS LAST and functions. */
const BY_HAND = [
  "Connection_last_notification_idx",
  "Connection_health_last_notification_idx",
  ...SEALED_COLUMNS.map(({ table, column }) => `${table}_${column}_key_idx`),
];

/** A partition of prisma/tables/NotificationBody.sql. Which months there are depends on the day. */
const MONTH = /\bNotificationBody_\d{4}_\d{2}/;

/** The objects that Prisma's schema can express, as the catalog lists them: columns, indexes, keys and enums. */
async function catalog(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT concat_ws(' ', 'column', table_name, column_name, udt_name, datetime_precision, is_nullable, column_default) AS line
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '_prisma_migrations'
    UNION ALL
    SELECT 'index ' || indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
    UNION ALL
    SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'f', 'u') AND conrelid::regclass::text <> '_prisma_migrations'
    UNION ALL
    SELECT concat_ws(' ', 'enum', enumtypid::regtype, enumlabel, enumsortorder) FROM pg_enum
    ORDER BY 1`);
  return rows.map(({ line }) => line).filter((line) => !MONTH.test(line));
}

/** The partitioned tables and their partitions. */
async function partitions(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    SELECT concat_ws(' ', relname, pg_get_partkeydef(oid), pg_get_expr(relpartbound, oid)) AS line FROM pg_class
     WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND (relispartition OR relkind = 'p') ORDER BY 1`);
  return rows.map(({ line }) => line).filter((line) => !MONTH.test(line));
}

/** The functions and triggers of the application in the catalog, without those of an extension or another schema. */
async function functionsAndTriggers(client: pg.Client): Promise<{ functions: string[]; triggers: string[] }> {
  const functions = await client.query<{ sql: string }>(`
    SELECT pg_get_functiondef(oid) AS sql FROM pg_proc
     WHERE pronamespace = 'public'::regnamespace
       AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e')
     ORDER BY proname`);
  const triggers = await client.query<{ sql: string }>(`
    SELECT concat_ws(' ', tgenabled, pg_get_triggerdef(t.oid)) AS sql FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
     WHERE relnamespace = 'public'::regnamespace AND NOT tgisinternal
     ORDER BY relname, tgname`);
  return { functions: functions.rows.map(({ sql }) => sql), triggers: triggers.rows.map(({ sql }) => sql) };
}

/** The files of a folder below prisma/, by the name of what they create. */
async function readFiles(name: "functions" | "tables"): Promise<{ name: string; sql: string }[]> {
  const folder = new URL(`./${name}/`, import.meta.url);
  const files = (await readdir(folder)).sort();
  return Promise.all(
    files.map(async (file) => ({
      name: file.replace(/\.sql$/, ""),
      sql: await readFile(new URL(file, folder), "utf8"),
    })),
  );
}

async function sqlOfSchema(databaseUrl: string): Promise<string> {
  const pool = new pg.Pool({ connectionString: databaseUrl });
  try {
    return await withSchemaEngine(pool, async (engine) => {
      const { stdout } = await engine.diff({
        from: { tag: "empty" },
        to: { tag: "schemaDatamodel", files: await readSchema() },
        script: true,
        exitCode: null,
        filters: NO_FILTERS,
      });
      return stdout ?? "";
    });
  } finally {
    await pool.end();
  }
}

test("the migrations lead to the database that prisma/schema and prisma/tables describe", async () => {
  const described = await withEmptyDatabase(async ({ url, client }) => {
    await client.query("CREATE EXTENSION pg_trgm");
    await client.query(await sqlOfSchema(url));
    for (const { sql } of await readFiles("tables")) await client.query(sql);
    return [...(await catalog(client)), ...(await partitions(client))];
  });
  const migrated = await withEmptyDatabase(async ({ url, client }) => {
    await migrate(url);
    return [...(await catalog(client)), ...(await partitions(client))];
  });
  expect(described.length).toBeGreaterThan(80);
  const byHand = migrated.filter((line) => BY_HAND.some((name) => line.startsWith(`index CREATE INDEX "${name}"`)));
  expect(byHand).toHaveLength(BY_HAND.length);
  expect(migrated.filter((line) => !byHand.includes(line))).toEqual(described);
});

test("the migrations lead to the functions and triggers that prisma/functions has, and to no others", async () => {
  const written = await withEmptyDatabase(async ({ url, client }) => {
    await client.query("CREATE EXTENSION pg_trgm");
    await client.query(await sqlOfSchema(url));
    for (const { sql } of await readFiles("tables")) await client.query(sql);
    for (const { sql } of await readFiles("functions")) await client.query(sql);
    return functionsAndTriggers(client);
  });
  const migrated = await withEmptyDatabase(async ({ url, client }) => {
    await migrate(url);
    return functionsAndTriggers(client);
  });
  expect(written.functions.length).toBeGreaterThan(10);
  expect(written.triggers.length).toBeGreaterThan(10);
  expect(migrated).toEqual(written);
});

test("a file of prisma/functions holds the one function that it is named after, and its triggers", async () => {
  for (const { name, sql } of await readFiles("functions")) {
    expect([...sql.matchAll(/^CREATE FUNCTION (\w+)\(/gm)].map(([, made]) => made)).toEqual([name]);
    const executed = [...sql.matchAll(/EXECUTE FUNCTION (\w+)\(/g)].map(([, called]) => called);
    expect(executed.filter((called) => called !== name)).toEqual([]);
  }
});

test("servers that start at once migrate once, and a second start finds nothing to do", async () => {
  await withEmptyDatabase(async ({ url }) => {
    const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    expect(await migrate(url)).toEqual([]);
  });
});
