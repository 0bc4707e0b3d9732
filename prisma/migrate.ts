import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { runMigrations } from "graphile-worker";
import pg from "pg";
import { NO_FILTERS, withSchemaEngine } from "./schema-engine.ts";

const migrationsDir = fileURLToPath(new URL("./migrations", import.meta.url));

/** Any number that no other program on the database uses for an advisory lock. */
const MIGRATION_LOCK = 7_163_524_011;

/**
 * Applies the migrations that a database has not seen yet, in order. Several servers may start at once: they take
 * turns, and the later ones find nothing left to do.
 * @param databaseUrl a postgresql:// URL whose role may create tables
 * @returns the names of the migrations applied now
 * @throws what PostgreSQL or the engine says about a migration that failed
 */
export async function migrate(databaseUrl: string): Promise<string[]> {
  const turn = new pg.Client({ connectionString: databaseUrl });
  await turn.connect();
  try {
    await turn.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    const migrationsList = await readMigrations();
    const applied = await withSchemaEngine(databaseUrl, (engine) =>
      engine.applyMigrations({ migrationsList, filters: NO_FILTERS }),
    );
    // The queue's own tables, in a schema of their own: changes add their jobs whether or not a worker runs.
    await runMigrations({ connectionString: databaseUrl });
    return applied.appliedMigrationNames;
  } finally {
    await turn.end();
  }
}

async function readMigrations() {
  const directories = (await readdir(migrationsDir, { withFileTypes: true })).filter((entry) => entry.isDirectory());
  const names = directories.map((entry) => entry.name).sort();
  return {
    baseDir: migrationsDir,
    lockfile: { path: "migration_lock.toml", content: await readFile(`${migrationsDir}/migration_lock.toml`, "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: await readFile(`${migrationsDir}/${name}/migration.sql`, "utf8") },
        },
      })),
    ),
  };
}

if (import.meta.main) {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const databaseUrl = process.env.DATABASE_URL;
  if (!databaseUrl) {
    console.error("DATABASE_URL is not set: migrate needs to know which database.");
    process.exit(1);
  }
  try {
    const applied = await migrate(databaseUrl);
    console.log(applied.length > 0 ? `Applied ${applied.join(", ")}` : "The database is up to date");
    process.exit(0);
  } catch (error) {
    console.error(`The migrations failed: ${error instanceof Error ? error.message : JSON.stringify(error)}`);
    process.exit(1);
  }
}
