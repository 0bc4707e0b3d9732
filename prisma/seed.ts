import pg from "pg";
import type { KeyRing } from "../lib/crypto/seal.ts";
import { prepareSession, sessionConfig } from "../lib/db/pool-config.ts";
import type { Context } from "./seed/context.ts";
import { prepareEvents, writeEvents } from "./seed/events.ts";
import { addMerchant } from "./seed/merchant.ts";
import { randomFrom } from "./seed/random.ts";
import { noRows, write } from "./seed/rows.ts";

/** How many connections are written in one transaction. */
const BATCH = 2_000;

export type SeedOptions = {
  /** Without a pooler: it needs a session. */
  directUrl: string;
  /** The keys that the application opens tokens with. */
  keys: KeyRing;
  /** How many connections to add. */
  connections: number;
  /** The same number makes the same data, but for the times, which lead up to now. A database takes a number once. */
  seed: number;
  /** Called as the work goes on, with how much of the named part is done. */
  onProgress?: (part: "connections" | "audit events" | "statistics", done: number, total: number) => void;
};

/**
 * Fills a migrated database with merchants, people, connections, receipts, notifications and a history, as two years
 * would leave them. What is there stays; every batch is committed, and what is in memory at once is two batches.
 * @throws SeededAlready when the seed number was used on this database; what the database throws
 */
export async function seed({ directUrl, keys, connections, seed: number, onProgress }: SeedOptions): Promise<void> {
  const client = new pg.Client({ ...sessionConfig(directUrl), application_name: "seed" });
  await client.connect();
  try {
    await prepareSession(client);
    // The search index takes additions in bulk that way, which is several times as quick as one by one.
    await client.query(
      "SET gin_pending_list_limit = '64MB'; SET work_mem = '64MB'; SET maintenance_work_mem = '256MB'",
    );
    const random = randomFrom(number);
    const context: Context = { random, keys, now: await databaseClock(client), admin: random.uuid() };
    await addFormerAdmin(client, context, number);
    await prepareEvents(client);

    let writing = Promise.resolve();
    for (let done = 0; done < connections; ) {
      const rows = noRows();
      const until = Math.min(connections, done + BATCH);
      while (done < until) done += addMerchant(context, rows, done / connections, connections - done);
      // The next batch is made while the database takes this one.
      await writing;
      writing = write(client, rows);
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

/** The database has the data of this seed number. */
export class SeededAlready extends Error {}

/** A colleague of the partner who ended connections and has left: nobody can sign in as this person. */
async function addFormerAdmin(client: pg.Client, { admin, now }: Context, number: number): Promise<void> {
  const { rowCount } = await client.query(
    `INSERT INTO "User" (id, email, name, role, "createdAt", "disabledAt")
     VALUES ($1, $2, 'Former colleague', 'ADMIN', $3, now()) ON CONFLICT DO NOTHING`,
    [admin, `former-colleague-${number}@partner.example`, new Date(now)],
  );
  if (rowCount === 0) throw new SeededAlready(`seed ${number} is in this database`);
}

async function databaseClock(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ now: Date }>("SELECT now()");
  return rows[0]?.now.getTime() ?? Date.now();
}

/** Leaves the database as its own housekeeping would: the planner knows the tables, and the counters are added up. */
async function settle(client: pg.Client, onProgress: (done: number, total: number) => void): Promise<void> {
  const big = [
    "Merchant",
    "User",
    "Connection",
    "ConnectionListing",
    "AuthorizationRequest",
    "Receipt",
    "Notification",
  ];
  const commands = [
    "SELECT compact_counters()",
    // Each batch added rows to the counters. Without FULL, every reader would pass over the pages that they leave empty.
    `VACUUM (FULL, ANALYZE) "Counter"`,
    ...[...big, "AuditEvent"].map((table) => `VACUUM (ANALYZE) "${table}"`),
  ];
  for (const [done, command] of commands.entries()) {
    await client.query(command);
    onProgress(done + 1, commands.length);
  }
}
