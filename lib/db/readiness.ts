import "server-only";
import { DatabaseError } from "pg";
import { BUILD } from "@/lib/build";
import { checkPool } from "@/lib/db/client";

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
    const { rows } = await checkPool().query(
      `SELECT FROM "_prisma_migrations" WHERE migration_name = $1 AND finished_at IS NOT NULL`,
      [newest],
    );
    return rows.length > 0 ? "ready" : "migrations";
  } catch (error) {
    return error instanceof DatabaseError && error.code === UNDEFINED_TABLE ? "migrations" : "database";
  }
}
