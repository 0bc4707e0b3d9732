import pg from "pg";
import { readMigrations, toMigrationsList } from "../prisma/migrate.ts";
import { NO_FILTERS, withSchemaEngine } from "../prisma/schema-engine.ts";

const MIGRATIONS = "prisma/migrations";

/** Creates the tables of an empty database as they were before a migration, whose name ends in `name`. */
export async function migrateUntil(url: string, name: string): Promise<void> {
  const all = await readMigrations(MIGRATIONS);
  const before = all.slice(
    0,
    all.findIndex((migration) => migration.name.endsWith(name)),
  );
  const migrationsList = await toMigrationsList(MIGRATIONS, before);
  const pool = new pg.Pool({ connectionString: url });
  try {
    await withSchemaEngine(pool, (engine) => engine.applyMigrations({ migrationsList, filters: NO_FILTERS }));
  } finally {
    await pool.end();
  }
}
