import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import { prepareSession, sessionConfig } from "../lib/db/pool-config.ts";
import { type Migration, recordBaseline } from "./baseline.ts";
import { checkDatabase } from "./check-database.ts";
import { takeMigrationLock } from "./migration-lock.ts";
import { refreshCollation } from "./refresh-collation.ts";
import { IN_STEPS, NO_FILTERS, WITHOUT_LOCK, withSchemaEngine } from "./schema-engine.ts";

const migrationsDir = fileURLToPath(new URL("./migrations", import.meta.url));

/** The migrations before the release, for databases that have some of them (prisma/baseline.ts). */
const formerDir = fileURLToPath(new URL("./before-release", import.meta.url));

/** How long to wait for another server that is migrating the same database, in milliseconds. A large one takes minutes. */
const WAIT_FOR_OTHERS = 10 * 60_000;

/**
 * Applies the missing migrations of a database, in order. If several servers start at once, one of them migrates, and
 * the others wait and then find nothing to do.
 * @param directUrl a postgresql:// URL without a pooler, whose role may create tables
 * @param onWait called when another server is migrating
 * @returns the names of the migrations that were applied now
 * @throws AddressProblem or ConnectionProblem when the database cannot be used; the error of PostgreSQL or the engine
 * when a migration fails
 */
export async function migrate(directUrl: string, onWait: () => void = () => {}): Promise<string[]> {
  const config = sessionConfig(directUrl);
  const client = new pg.Client(config);
  await client.connect();
  const pool = new pg.Pool(config);
  // If a connection breaks, its query fails with the reason, so this event adds nothing.
  pool.on("error", () => {});
  pool.on("connect", (connection) => connection.on("error", () => {}));
  try {
    await prepareSession(client);
    await takeMigrationLock(client, WAIT_FOR_OTHERS, onWait);
    await checkDatabase(client);
    const apply = async (folder: string, migrations: Migration[]) => {
      const migrationsList = await toMigrationsList(folder, migrations);
      return withSchemaEngine(pool, (engine) => engine.applyMigrations({ migrationsList, filters: NO_FILTERS }));
    };
    const migrations = await readMigrations(migrationsDir);
    await forgetFailed(client, migrations);
    await recordBaseline(client, await readMigrations(formerDir), migrations, (former) => apply(formerDir, former));
    const applied = await apply(migrationsDir, migrations);
    await refreshCollation(client);
    // The job queue has its own tables in its own schema. They must exist before a worker runs, because changes add
    // jobs.
    await runMigrations({ pgPool: pool });
    return applied.appliedMigrationNames;
  } finally {
    await pool.end();
    await client.end();
  }
}

/**
 * Lets migrations run again that failed: PostgreSQL has rolled them back, and the engine would refuse all that come. One that
 * builds an index without a lock is not rolled back (docs/decisions/0003-migrations.md). One without a reason is not known
 * to have failed: its migrator was killed, and PostgreSQL may have committed it. One that commits its steps may always run again.
 */
async function forgetFailed(client: pg.Client, migrations: Migration[]): Promise<void> {
  const { rows } = await client.query(`SELECT to_regclass('_prisma_migrations') AS "table"`);
  if (rows[0].table === null) return;
  const whole = migrations.filter(({ sql }) => !sql.includes(WITHOUT_LOCK)).map(({ name }) => name);
  const inSteps = migrations.filter(({ sql }) => sql.includes(IN_STEPS)).map(({ name }) => name);
  await client.query(
    `DELETE FROM _prisma_migrations
      WHERE finished_at IS NULL AND (logs IS NOT NULL AND migration_name = ANY ($1) OR migration_name = ANY ($2))`,
    [whole, inSteps],
  );
}

/** The migrations of a folder, in the order in which they are applied. */
export async function readMigrations(folder: string): Promise<Migration[]> {
  const directories = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = directories.map((entry) => entry.name).sort();
  return Promise.all(
    names.map(async (name) => ({ name, sql: await readFile(`${folder}/${name}/migration.sql`, "utf8") })),
  );
}

/** The migrations of a folder, in the schema engine's format. */
export async function toMigrationsList(folder: string, migrations: Migration[]) {
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: await readFile(`${migrationsDir}/migration_lock.toml`, "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: migrations.map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: "migration.sql", content: { tag: "ok" as const, value: sql } },
    })),
  };
}
