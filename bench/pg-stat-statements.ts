import pg from "pg";
import type { Given } from "../tools/stack/settings/settings.ts";

/** The settings that make PostgreSQL record the time of statements. */
export const ACCOUNTING: Given = {
  shared_preload_libraries: "pg_stat_statements",
  "pg_stat_statements.track_planning": "on",
};

/** Milliseconds spent planning and executing, the number of statements, and the slowest one. */
export type Account = { ms: number; statements: number; longest: { ms: number; query: string } | null };

/** The work of a database since the last `reset`, as PostgreSQL measured it. */
export type Accounts = {
  reset(): Promise<void>;
  read(): Promise<Account>;
  /** Writes out the pages that earlier work changed, so that does not happen during a measurement. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Reads the statistics of a database.
 * @param server the URL of another database on the same server, so the reading itself is not counted
 */
export async function openAccounts(server: string, database: string): Promise<Accounts> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
  return {
    async reset() {
      await client.query("SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = $1), 0)", [
        database,
      ]);
    },
    async read() {
      const { rows } = await client.query<{ ms: number; calls: number; query: string }>(
        `SELECT total_plan_time + total_exec_time AS ms, calls::int, query FROM pg_stat_statements
          WHERE dbid = (SELECT oid FROM pg_database WHERE datname = $1) ORDER BY 1 DESC`,
        [database],
      );
      return {
        ms: rows.reduce((sum, row) => sum + row.ms, 0),
        statements: rows.reduce((sum, row) => sum + row.calls, 0),
        longest: rows[0] ?? null,
      };
    },
    async settle() {
      await client.query("CHECKPOINT");
    },
    close: () => client.end(),
  };
}
