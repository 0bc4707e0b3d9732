import pg from "pg";
import type { KeyRing } from "../lib/crypto/seal.ts";
import { prepareSession, sessionConfig } from "../lib/db/pool-config.ts";
import { prepareEvents, writeEvents } from "./seed/audit-events.ts";
import type { Context } from "./seed/context.ts";
import { addMerchant } from "./seed/merchant.ts";
import { randomFrom } from "./seed/random.ts";
import { BODY_DAYS } from "./seed/receipts.ts";
import { noRows, write } from "./seed/rows.ts";

/** How many connections are written in one transaction. */
const BATCH = 2_000;

export type SeedOptions = {
  /** Without a pooler, because the seed needs a session. */
  directUrl: string;
  /** The keys with which the application unseals tokens. */
  keys: KeyRing;
  /** How many connections to add. */
  connections: number;
  /**
   * The same seed number gives the same data, except that times are relative to now. A database accepts each number
   * once.
   */
  seed: number;
  /** Called during the work with the progress of the named part. */
  onProgress?: (part: "connections" | "audit events" | "statistics", done: number, total: number) => void;
};

/**
 * Fills a migrated database with merchants, users, connections, receipts, notifications and audit events, as after two
 * years of use. Existing data stays. Every batch is committed, and memory holds at most two batches.
 * @throws SeededAlready when the seed number was used on this database; any database error
 */
export async function seed({ directUrl, keys, connections, seed: number, onProgress }: SeedOptions): Promise<void> {
  const client = new pg.Client({ ...sessionConfig(directUrl), application_name: "seed" });
  await client.connect();
  try {
    await prepareSession(client);
    // With this setting, the search index collects insertions, which is several times as fast as single ones.
    await client.query(
      "SET gin_pending_list_limit = '64MB'; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB'",
    );
    const random = randomFrom(number);
    const context: Context = { random, keys, now: await databaseClock(client), admin: random.uuid() };
    await addFormerAdmin(client, context, number);
    await prepareEvents(client);
    await makeMonths(client);

    let writing = Promise.resolve();
    let analyzed = 0;
    for (let done = 0; done < connections; ) {
      const rows = noRows();
      const until = Math.min(connections, done + BATCH);
      while (done < until) done += addMerchant(context, rows, done / connections, connections - done);
      // The next batch is generated while the database writes this one.
      await writing;
      writing = write(client, rows);
      if (done >= 2 * analyzed) {
        writing = writing.then(() => analyzeMerchants(client));
        analyzed = done;
      }
      writing.catch(() => {});
      onProgress?.("connections", done, connections);
    }
    await writing;

    await writeEvents(client, (done, total) => onProgress?.("audit events", done, total));
    await settle(client, (done, total) => onProgress?.("statistics", done, total));
  } finally {
    await client.end();
  }
}

/** The database already has the data of this seed number. */
export class SeededAlready extends Error {}

/** A former admin who disconnected connections. Nobody can sign in as this user. */
async function addFormerAdmin(client: pg.Client, { admin, now }: Context, number: number): Promise<void> {
  const { rowCount } = await client.query(
    `INSERT INTO "User" (id, email, name, role, "createdAt", "disabledAt")
     VALUES ($1, $2, 'Former member', 'ADMIN', $3, now()) ON CONFLICT DO NOTHING`,
    [admin, `former-member-${number}@partner.example`, new Date(now)],
  );
  if (rowCount === 0) throw new SeededAlready(`seed ${number} is in this database`);
}

/** The months of the bodies that are added. */
async function makeMonths(client: pg.Client): Promise<void> {
  await client.query(
    `SELECT make_notification_month(month::date)
       FROM generate_series(date_trunc('month', now() - make_interval(days => $1)), now(), interval '1 month') AS month`,
    [BODY_DAYS],
  );
}

async function databaseClock(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ now: Date }>("SELECT now()");
  return rows[0]?.now.getTime() ?? Date.now();
}

/**
 * The trigger that writes the search rows looks for the members of each merchant. Without statistics, PostgreSQL takes
 * these tables for small and reads all of them for each connection.
 */
async function analyzeMerchants(client: pg.Client): Promise<void> {
  await client.query('ANALYZE "Merchant", "Member", "User"');
}

/** Does the database's routine maintenance: collects the planner's statistics and sums up the counters. */
async function settle(client: pg.Client, onProgress: (done: number, total: number) => void): Promise<void> {
  const big = [
    "Merchant",
    "User",
    "Member",
    "Connection",
    "ConnectionListing",
    "AuthorizationRequest",
    "Receipt",
    "Notification",
    "NotificationBody",
  ];
  const commands = [
    "SELECT compact_counters()",
    // Each batch added rows to the counters. Without FULL, every reader would scan the pages that these rows leave
    // empty.
    `VACUUM (FULL, ANALYZE) "Counter"`,
    ...[...big, "AuditEvent"].map((table) => `VACUUM (ANALYZE) "${table}"`),
  ];
  for (const [done, command] of commands.entries()) {
    await client.query(command);
    onProgress(done + 1, commands.length);
  }
}
