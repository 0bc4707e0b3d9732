import pg from "pg";
import { ConnectionProblem } from "../lib/db/pool-config.ts";

/** An arbitrary number that no other program on the database uses for an advisory lock. */
const MIGRATION_LOCK = 7_163_524_011;

/** PostgreSQL's lock_not_available. */
const NOT_AVAILABLE = "55P03";

/** The message while another server has the lock. */
export const WAITING = "Another server is updating the tables. Waiting for it, for a minute at most …";

/**
 * Takes the lock that lets only one server migrate a database. It lasts as long as the connection.
 * @param client a dedicated connection, not through a pooler in transaction mode
 * @param limit how long to wait for another server, in milliseconds
 * @param onWait called when another server has the lock
 * @throws ConnectionProblem when that server takes longer
 */
export async function takeMigrationLock(client: pg.Client, limit: number, onWait: () => void): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [MIGRATION_LOCK]);
  if (rows[0]?.taken) return;
  onWait();
  await client.query("SELECT set_config('lock_timeout', $1, FALSE)", [String(limit)]);
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== NOT_AVAILABLE) throw error;
    throw new ConnectionProblem(
      `Another server is still updating the tables after ${limit / 1000} seconds, so this one gave up: start it again ` +
        "when that server is done, or stop that server if it hangs.",
    );
  }
}
