import { setTimeout } from "node:timers/promises";
import type pg from "pg";
import { ConnectionProblem } from "../lib/db/pool-config.ts";

/** An arbitrary number that no other program on the database uses for an advisory lock. */
const MIGRATION_LOCK = 7_163_524_011;

/** How often a server that waits for the lock asks for it, in milliseconds. */
const POLL_INTERVAL_MS = 200;

/** The message while another server has the lock. */
export const WAITING = "Another server is updating the tables. Waiting for it, for ten minutes at most …";

/**
 * Takes the lock that lets only one server migrate a database. It lasts as long as the connection. A server that waits asks
 * again and again: a query that waited within PostgreSQL would be a running transaction, and an index that the other server
 * builds concurrently would wait for it.
 * @param client a dedicated connection, not through a pooler in transaction mode
 * @param limit how long to wait for another server, in milliseconds
 * @param onWait called when another server has the lock
 * @throws ConnectionProblem when that server takes longer
 */
export async function takeMigrationLock(client: pg.Client, limit: number, onWait: () => void): Promise<void> {
  if (await tryLock(client)) return;
  onWait();
  const end = performance.now() + limit;
  while (performance.now() < end) {
    await setTimeout(POLL_INTERVAL_MS);
    if (await tryLock(client)) return;
  }
  throw new ConnectionProblem(
    `Another server is still updating the tables after ${limit / 1000} seconds, so this one gave up: start it again ` +
      "when that server is done, or stop that server if it hangs.",
  );
}

/** Takes the lock if it is free, and says whether it was. */
async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1) AS taken", [MIGRATION_LOCK]);
  return rows[0]?.taken === true;
}
