import type pg from "pg";
import { expect, test } from "vitest";
import { withEmptyDatabase } from "@/test/empty-database";
import { migrateUntil } from "@/test/migrate-until";
import { migrate } from "./migrate.ts";

/** It changes the two tables that a sender of events changes, in another order. */
const MIGRATION = "_event_positions";

test("a migration that meets a deadlock with a running server is tried again", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateUntil(url, MIGRATION);
    // The server would find the deadlock later than the migration does, so the migration is the one that fails.
    await client.query("SET deadlock_timeout = '1min'");
    await client.query(`BEGIN; LOCK TABLE "EventDelivery" IN ROW EXCLUSIVE MODE`);
    const [applied] = await Promise.all([migrate(url), lockWhenMigrationWaits(client)]);
    expect(applied[0]).toContain(MIGRATION);
  });
}, 60_000);

async function lockWhenMigrationWaits(client: pg.Client): Promise<void> {
  const waits = async () => {
    const { rows } = await client.query(
      `SELECT FROM pg_locks WHERE relation = '"EventDelivery"'::regclass AND NOT granted`,
    );
    return rows.length;
  };
  await expect.poll(waits, { interval: 20, timeout: 30_000 }).toBe(1);
  await client.query(`LOCK TABLE "WebhookEndpoint" IN ROW EXCLUSIVE MODE; COMMIT`);
}

test("a migration that PostgreSQL refuses ends with its reason, and runs when that is corrected", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateUntil(url, MIGRATION);
    await client.query(`ALTER TABLE "WebhookEndpoint" ADD COLUMN position int`);
    await expect(migrate(url)).rejects.toThrow(/column "position" of relation "WebhookEndpoint" already exists$/);
    await client.query(`ALTER TABLE "WebhookEndpoint" DROP COLUMN position`);
    expect((await migrate(url))[0]).toContain(MIGRATION);
  });
}, 60_000);
