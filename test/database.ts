import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, inject, onTestFinished, vi } from "vitest";

/** A test file's own database, used as the superuser. */
export type TestDatabase = { name: string; url: string; client: pg.Client; drop(): Promise<void> };

/**
 * Copies the migrated template into a new database, which `db()` then uses. Call it in `beforeAll`, before the first
 * use of `db()`.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomBytes(6).toString("hex")}`;
  const server = new pg.Client({ connectionString: inject("databaseServer") });
  await server.connect();
  await server.query(`CREATE DATABASE ${name} TEMPLATE ${inject("databaseTemplate")}`);

  const url = new URL(inject("databaseServer"));
  url.pathname = name;
  process.env.DATABASE_URL = url.href;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return {
    name,
    url: url.href,
    client,
    async drop() {
      await client.end();
      await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
      await server.end();
    },
  };
}

/** Every row of every table as text, as in a dump. */
export async function dump({ client }: TestDatabase): Promise<string> {
  const tables = await client.query<{ name: string }>(
    "SELECT quote_ident(table_name) AS name FROM information_schema.tables WHERE table_schema = 'public'",
  );
  const rows: string[] = [];
  for (const { name } of tables.rows) {
    const result = await client.query<{ row: string }>(`SELECT t::text AS row FROM ${name} t`);
    rows.push(...result.rows.map(({ row }) => row));
  }
  return rows.join("\n");
}

/** Locks a table against every other transaction, until the test ends or the returned function is called. */
export async function lockTable(database: TestDatabase, table: string): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(`BEGIN; LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`);
  let open = true;
  const release = async () => {
    if (open) await client.end();
    open = false;
  };
  onTestFinished(release);
  return release;
}

/** Waits until so many statements wait for a lock. @param rows runs a query on the database */
export async function waitingForLocks(rows: (sql: string) => Promise<unknown[]>, count: number): Promise<void> {
  await vi.waitFor(async () => {
    const found = await rows(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(found).toHaveLength(count);
  });
}
