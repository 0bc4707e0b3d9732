import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";

/** The migration that creates the tables of the first release. */
const INITIAL = "20261124120000_initial";

export type Migration = { name: string; sql: string };

/**
 * Moves a database from the migrations before the release to those of the release. It applies the former migrations
 * that are missing, and records the initial migration as applied, because it creates the same tables.
 * @param client holds the migration lock
 * @param former the migrations before the release
 * @param migrations the migrations of the release, with the initial one
 * @param apply applies the migrations that the database does not have yet
 */
export async function recordBaseline(
  client: pg.Client,
  former: Migration[],
  migrations: Migration[],
  apply: (migrations: Migration[]) => Promise<unknown>,
): Promise<void> {
  const applied = await readApplied(client);
  if (applied.has(INITIAL) || !former.some(({ name }) => applied.has(name))) return;
  const initial = migrations.find(({ name }) => name === INITIAL);
  if (!initial) throw new Error(`prisma/migrations has no ${INITIAL}`);
  await apply(former);
  await client.query(
    `INSERT INTO _prisma_migrations (id, migration_name, checksum, finished_at, applied_steps_count)
     VALUES ($1, $2, $3, now(), 1)`,
    [randomUUID(), INITIAL, createHash("sha256").update(initial.sql).digest("hex")],
  );
}

async function readApplied(client: pg.Client): Promise<Set<string>> {
  const { rows } = await client.query<{ exists: boolean }>(
    "SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists",
  );
  if (!rows[0]?.exists) return new Set();
  const applied = await client.query<{ name: string }>(
    "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  return new Set(applied.rows.map(({ name }) => name));
}
