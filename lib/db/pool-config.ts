import type { ClientBase, PoolConfig } from "pg";
import { readAddress } from "./address.ts";
import { cancelLateQueries } from "./cancel.ts";

/**
 * How every connection to the database is opened, for pg (docs/decisions/0031-poolers-and-addresses.md).
 *
 * It imports no "server-only", because the scripts behind `npm start` use it.
 */

/** How much later than the server the client gives up a query, in milliseconds: a server that answers says why. */
const GRACE = 1_000;

/** All in milliseconds. */
export type Limits = {
  /** How long to wait for a connection, also for one that is in use. */
  connect: number;
  /** How long a query may take. */
  query: number;
};

/** A connection cannot be used for a reason that the operator can mend. The message is one sentence. */
export class ConnectionProblem extends Error {
  override name = "ConnectionProblem";
}

/**
 * The configuration of a pool that may go through a pooler in transaction mode: nothing may rely on a session.
 * @param url a postgresql:// URL
 * @throws AddressProblem when the URL cannot be used
 */
export function pooledConfig(url: string, { connect, query }: Limits): PoolConfig {
  return {
    ...addressOf(url),
    connectionTimeoutMillis: connect,
    query_timeout: query + GRACE,
    keepAlive: true,
    onConnect: async (client) => {
      const { isPooled } = await prepare(client, query);
      if (isPooled) cancelLateQueries(client, query);
    },
  };
}

/**
 * The configuration of a pool for what needs a session: migrations, their lock, LISTEN, prepared statements. Its
 * queries may take as long as they need.
 * @param url a postgresql:// URL
 * @throws AddressProblem when the URL cannot be used; each connection fails with ConnectionProblem behind a pooler
 */
export function sessionConfig(url: string): PoolConfig {
  return { ...addressOf(url), keepAlive: true, onConnect: prepareSession };
}

/**
 * Prepares a connection for what needs a session.
 * @throws ConnectionProblem when a pooler answered
 */
export async function prepareSession(client: ClientBase): Promise<void> {
  if ((await prepare(client, 0)).isPooled) {
    throw new ConnectionProblem(
      "The database's address leads to a pooler such as PgBouncer: set DATABASE_DIRECT_URL to the address of PostgreSQL " +
        "itself, which migrations and jobs need. Example: " +
        "DATABASE_DIRECT_URL=postgresql://user:password@db.example.com:5432/receipthero",
    );
  }
}

/** Where to connect, and nothing that a pooler would refuse at the start of a connection. */
function addressOf(url: string): PoolConfig {
  // pg would send it in the startup packet.
  delete process.env.PGOPTIONS;
  return readAddress(url);
}

/**
 * Sets what a new connection needs before its first query. Prisma's adapter takes every time for UTC, whatever zone the
 * database writes it in. PgBouncer keeps the time zone for each client; any other setting would reach other clients, so
 * the limit is set only where the session is ours alone.
 * @param limit how long a query may take, in milliseconds; 0 for any time
 * @throws ConnectionProblem when the time zone did not take
 */
async function prepare(client: ClientBase, limit: number): Promise<{ isPooled: boolean }> {
  const { rows } = await client.query<{ zone: string; isPooled: boolean }>(
    `SELECT set_config('TimeZone', 'UTC', FALSE) AS zone, pg_backend_pid() <> $1::bigint AS "isPooled",
            CASE WHEN pg_backend_pid() = $1::bigint THEN set_config('statement_timeout', $2, FALSE) END`,
    [Reflect.get(client, "processID"), String(limit)],
  );
  const [session] = rows;
  if (session?.zone !== "UTC") {
    throw new ConnectionProblem("The database does not let its connections use the time zone UTC.");
  }
  return session;
}
