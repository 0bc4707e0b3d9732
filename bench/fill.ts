import { createHash } from "node:crypto";
import type pg from "pg";
import { makeKey } from "../lib/api-keys/secret.ts";
import type { ApiPermission } from "../lib/principal.ts";
import { seed } from "../prisma/seed.ts";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import { showProgress } from "../tools/stack/seed-progress.ts";
import { KEYS } from "./environment.ts";

/** The tables in which a seeded database has most of its rows. */
const BIG_TABLES = [
  "Connection",
  "ConnectionListing",
  "AuthorizationRequest",
  "Receipt",
  "Notification",
  "AuditEvent",
  "Event",
];

/**
 * Fills a database with generated connections. One that an earlier run kept is as that run filled it; a run of `api`
 * adds connections.
 * @throws {Problem} when a run was stopped before it had filled the database
 */
export async function fill(client: pg.Client, databaseUrl: string, connections: number): Promise<void> {
  const { rows } = await client.query<{ n: number; isHalf: boolean }>(
    `SELECT coalesce(sum(delta), 0)::int AS n, to_regclass('half_filled') IS NOT NULL AS "isHalf"
       FROM "Counter" WHERE scope = 'health'`,
  );
  const { n: kept, isHalf } = rows[0] ?? { n: 0, isHalf: false };
  if (kept >= connections && !isHalf) return;
  if (kept > 0 || isHalf)
    throw new Problem("A run that was stopped has left half a database: run once without --keep.");
  const begun = Date.now();
  const work = () => seed({ directUrl: databaseUrl, keys: KEYS, connections, seed: 1, onProgress: showProgress() });
  await withoutIndexes(client, work);
  await settle(client);
  const seconds = (Date.now() - begun) / 1000;
  console.log(`✓ Seeded in ${seconds.toFixed(0)} s, ${Math.round(connections / seconds)} connections a second`);
}

/**
 * Does what the sweep of a new server would do for the generated rows for half an hour, beside the measurements: it seals
 * the audit events, and queues the digests of the week.
 */
async function settle(client: pg.Client): Promise<void> {
  await client.query(`UPDATE "AuditSeal" SET position = "eventId", hash = sha256("eventId"::text::bytea)`);
  await client.query(
    `INSERT INTO "DigestRun" (kind, period)
     SELECT 'WEEKLY_DIGEST'::"UserMailKind", to_char(date_trunc('week', now() AT TIME ZONE 'UTC'), 'YYYY-MM-DD')`,
  );
  await client.query(`VACUUM (ANALYZE) "AuditSeal"`);
}

/**
 * Fills an empty database without the indexes that filling does not read, and creates them afterwards: that is several
 * times as fast as to keep a million rows sorted. A run that is stopped in between leaves a database without indexes
 * and with the table `half_filled`, by which `fill` knows it. So this is for benchmarks alone.
 */
async function withoutIndexes(client: pg.Client, work: () => Promise<void>): Promise<void> {
  const { rows: indexes } = await client.query<{ name: string; definition: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition
       FROM pg_index i WHERE NOT i.indisunique AND i.indrelid::regclass::text = ANY ($1)
        -- A trigger looks for the connections of a merchant that gets a member.
        AND i.indexrelid::regclass::text NOT LIKE '"Connection\\_merchantId\\_%'
      ORDER BY 1`,
    [BIG_TABLES.map((name) => client.escapeIdentifier(name))],
  );
  await client.query("CREATE TABLE half_filled ()");
  for (const { name } of indexes) await client.query(`DROP INDEX ${name}`);
  await work();
  const show = showProgress();
  await client.query("SET maintenance_work_mem = '512MB'");
  for (const [done, { definition }] of indexes.entries()) {
    await client.query(definition);
    show("indexes", done + 1, indexes.length);
  }
  await client.query("RESET maintenance_work_mem");
  await client.query("ANALYZE");
  await client.query("DROP TABLE half_filled");
}

/**
 * Creates an API key.
 * @returns its ID, and the header of its calls
 */
export async function addApiKey(
  client: pg.Client,
  permissions: ApiPermission[],
): Promise<{ id: string; authorization: string }> {
  const key = makeKey();
  const { rows } = await client.query<{ id: string }>(
    `INSERT INTO "ApiKey" (name, permissions, hash, "createdById") VALUES ('bench', $1, $2, gen_random_uuid())
     RETURNING id`,
    [permissions, createHash("sha256").update(key).digest("hex")],
  );
  return { id: rows[0]?.id ?? "", authorization: `Bearer ${key}` };
}
