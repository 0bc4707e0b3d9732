import { createHash, randomUUID } from "node:crypto";
import type pg from "pg";
import { ConnectionProblem } from "../lib/db/pool-config.ts";

/** The migration that makes the tables of the first release. */
const INITIAL = "20261124120000_initial";

/** The migrations of the time before the release. Together they lead to the same tables. */
const BEFORE_RELEASE = [
  "20261124120000_foundation",
  "20261124150000_settings",
  "20261124170000_notifications",
  "20261124180000_overview",
  "20261124200000_listing_and_bulk_tally",
  "20261129100000_hash_received_bytes",
  "20261129100100_account_downloads",
  "20261129110000_linked_identities",
  "20261129120000_mailed_codes",
  "20261129120100_step_up",
  "20261129130000_expiry",
  "20261129140000_token_accepted_at",
  "20261129160000_sort_order",
  "20261129170000_typed_texts",
  "20261129180000_removed_by_system",
  "20261129180100_name_rollbacks",
  "20261129180200_read_proven",
  "20261129190000_name_listing_functions",
  "20261129200000_counters",
];

/**
 * Recognizes a database that the migrations of the time before the release have made, and records the initial migration
 * as applied there. It changes nothing else: the rows of those migrations stay.
 * @param client holds the migration lock
 * @param migrations the migrations that are about to be applied
 * @throws ConnectionProblem when the database has some of those migrations and not all
 */
export async function recordBaseline(client: pg.Client, migrations: { name: string; sql: string }[]): Promise<void> {
  const applied = await readApplied(client);
  const missing = BEFORE_RELEASE.filter((name) => !applied.has(name));
  if (applied.has(INITIAL) || missing.length === BEFORE_RELEASE.length) return;
  if (missing.length > 0) {
    throw new ConnectionProblem(
      `The database was made by a version before the first release and lacks its migration ${missing[0]}: start the ` +
        `last version that has prisma/migrations/${BEFORE_RELEASE.at(-1)} once, and then this one.`,
    );
  }
  const initial = migrations.find(({ name }) => name === INITIAL);
  if (!initial) throw new Error(`prisma/migrations has no ${INITIAL}`);
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
