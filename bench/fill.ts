import { createHash } from "node:crypto";
import type pg from "pg";
import { makeKey } from "../lib/api-keys/secret.ts";
import type { ApiPermission } from "../lib/principal.ts";
import { seed } from "../prisma/seed.ts";
import { Problem } from "../tools/stack/bootstrap/report.mjs";
import { showProgress } from "../tools/stack/seed-progress.ts";
import { KEYS } from "./environment.ts";

/**
 * Fills a database with generated connections. One that an earlier run kept is as that run filled it; a run of `api`
 * adds connections.
 * @throws {Problem} when a run was stopped before it had filled the database
 */
export async function fill(client: pg.Client, databaseUrl: string, connections: number): Promise<void> {
  const { rows } = await client.query<{ n: number }>(
    `SELECT coalesce(sum(delta), 0)::int AS n FROM "Counter" WHERE scope = 'health'`,
  );
  const kept = rows[0]?.n ?? 0;
  if (kept >= connections) return;
  if (kept > 0) throw new Problem("A run that was stopped has left half a database: run once without --keep.");
  const begun = Date.now();
  await seed({ directUrl: databaseUrl, keys: KEYS, connections, seed: 1, onProgress: showProgress() });
  const seconds = (Date.now() - begun) / 1000;
  console.log(`✓ Seeded in ${seconds.toFixed(0)} s, ${Math.round(connections / seconds)} connections a second`);
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
