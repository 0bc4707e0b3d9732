import "server-only";
import { BUILD } from "@/lib/build";
import { checkDb, sqlState } from "@/lib/db/client";

/** SQLSTATE undefined_table: no migration was ever applied. */
const UNDEFINED_TABLE = "42P01";

/** `database`: it does not answer. `migrations`: it lacks the newest migration of this build. */
export type Readiness = "ready" | "database" | "migrations";

/**
 * Whether this server can do its work. A database that is ahead is fine: migrations only add.
 * @param newest the migration that the code needs
 */
export async function readiness(newest = BUILD.newestMigration): Promise<Readiness> {
  try {
    const [{ applied }] = await checkDb().$queryRaw<[{ applied: boolean }]>`
      SELECT EXISTS (SELECT FROM "_prisma_migrations" WHERE migration_name = ${newest} AND finished_at IS NOT NULL) AS applied`;
    return applied ? "ready" : "migrations";
  } catch (error) {
    return sqlState(error) === UNDEFINED_TABLE ? "migrations" : "database";
  }
}
