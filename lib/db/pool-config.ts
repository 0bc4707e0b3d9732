import type { ClientBase, PoolConfig } from "pg";
import { cancelLateQueries } from "./cancel.ts";
import { readAddress } from "./database-url.ts";

/**
 * The pg options for every database connection (docs/decisions/0031-poolers-and-addresses.md).
 *
 * It leaves out "server-only", because the scripts behind `npm start` use it.
 */

/**
 * How much longer than the server the client waits for a query, in milliseconds: the server's own error states the
 * reason.
 */
const GRACE = 1_000;

/** All in milliseconds. */
export type Limits = {
  /** How long to wait for a free or a new connection. */
  connect: number;
  /** How long a query may take. */
  query: number;
};

/** The connections of pools that lead to PostgreSQL itself. */
const direct = new WeakSet<ClientBase>();

/** Whether a connection of a pool has its session for itself, so that PostgreSQL keeps what is prepared there. */
export function isDirect(client: ClientBase): boolean {
  return direct.has(client);
}

/** A connection cannot be used for a reason that the operator can fix. The message is one sentence. */
export class ConnectionProblem extends Error {
  override name = "ConnectionProblem";
}

/**
 * The options of a pool that may connect through a pooler in transaction mode: nothing may rely on a session.
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
      else direct.add(client);
    },
  };
}

/**
 * The options of a pool that needs sessions: for migrations and their lock, LISTEN, and prepared statements. Its
 * queries have no time limit.
 * @param url a postgresql:// URL
 * @throws AddressProblem when the URL cannot be used; behind a pooler each connection fails with ConnectionProblem
 */
export function sessionConfig(url: string): PoolConfig {
  return { ...addressOf(url), keepAlive: true, onConnect: prepareSession };
}

/**
 * Prepares a connection that needs a session.
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

/** The connection parameters, without anything that a pooler would refuse in the startup packet. */
function addressOf(url: string): PoolConfig {
  // pg would send it in the startup packet.
  delete process.env.PGOPTIONS;
  return readAddress(url);
}

/**
 * Configures a new connection before its first query. Prisma's adapter reads every time as UTC, whatever the session's
 * time zone. PgBouncer keeps the time zone for each client, but leaks any other setting to other clients. So the time
 * limit is set only where the session is ours alone.
 * @param limit how long a query may take, in milliseconds; 0 for no limit
 * @throws ConnectionProblem when the time zone was not applied
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
