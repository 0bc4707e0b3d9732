import { runMigrations } from "graphile-worker";
import pg from "pg";
import { expect, test } from "vitest";
import { withEmptyDatabase } from "@/test/empty-database";
import { migrate, readMigrations, toMigrationsList } from "./migrate.ts";
import { NO_FILTERS, withSchemaEngine } from "./schema-engine.ts";

const MIGRATIONS = "prisma/migrations";
const MERCHANT = "00000000-0000-4000-8000-000000000001";
const BULK = "00000000-0000-4000-8000-000000000002";

/** Creates a database as the initial migration left it, with the tables of the job queue. */
async function migrateToInitial(url: string): Promise<void> {
  const migrationsList = await toMigrationsList(MIGRATIONS, (await readMigrations(MIGRATIONS)).slice(0, 1));
  const pool = new pg.Pool({ connectionString: url });
  try {
    await withSchemaEngine(pool, (engine) => engine.applyMigrations({ migrationsList, filters: NO_FILTERS }));
    await runMigrations({ pgPool: pool });
  } finally {
    await pool.end();
  }
}

/** Rows with every word that the migration replaces. */
const FORMER_ROWS = `
  INSERT INTO "Merchant" (id, name) VALUES ('${MERCHANT}', 'Kahvila Aalto');
  INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", status,
                            "removedAt", "removedBy", "revokingSince", "gapFrom")
    VALUES ('rh-active', '${MERCHANT}', 'Till', '{}', '{}', 'sealed', 'ACTIVE', NULL, NULL, NULL, NULL),
           ('rh-late', '${MERCHANT}', 'Till', '{}', '{}', 'sealed', 'ACTIVE', NULL, NULL, NULL, now() - interval '1 hour'),
           ('rh-waits', '${MERCHANT}', 'Till', '{}', '{}', 'sealed', 'REVOKING', NULL, 'ADMIN', now(), NULL),
           ('rh-gone', '${MERCHANT}', 'Till', '{}', '{}', NULL, 'REMOVED', now(), 'RECEIPTHERO', NULL, NULL);
  INSERT INTO "BulkRevocation" (id, "startedById", state, confirmed, filter)
    VALUES ('${BULK}', gen_random_uuid(), 'STOPPED', 3, '{"q": null, "status": "REVOKING", "health": "gap"}');
  INSERT INTO "BulkRevocationItem" ("bulkRevocationId", "receiptheroId", state, error)
    VALUES ('${BULK}', 'rh-waits', 'ENDING', NULL), ('${BULK}', 'rh-gone', 'ENDED', NULL),
           ('${BULK}', 'rh-active', 'SKIPPED', 'granted_anew');
  INSERT INTO "Notification" (identity, type, "receiptheroId", payload, result)
    VALUES ('1', 'oauth_authorization_revoke', 'rh-gone', '{}', 'ended'),
           ('2', 'oauth_authorization_revoke', 'rh-gone', '{}', 'already_removed');
  INSERT INTO "AuditEvent" ("actorType", action, before, after)
    VALUES ('SYSTEM', 'connection.ending', '{"status": "ACTIVE"}', '{"status": "REVOKING", "removedBy": "ADMIN"}'),
           ('SYSTEM', 'connection.removed', '{"status": "REVOKING"}', '{"status": "REMOVED", "removedBy": "ADMIN", "answer": "gone"}'),
           ('SYSTEM', 'connection.reconnected', '{"status": "REMOVED"}', '{"status": "ACTIVE"}'),
           ('SYSTEM', 'bulk.stopped', NULL, '{"bulkRevocationId": "${BULK}"}'),
           ('SYSTEM', 'notifications.reprocessed', NULL, '{"count": 1}');
  SELECT graphile_worker.add_job('end-connection', '{"receiptheroId": "rh-waits"}', job_key => 'end-connection:rh-waits');
  SELECT graphile_worker.add_job('mail-ended', '{"receiptheroId": "rh-gone"}', job_key => 'mail-ended:rh-gone:1');
  SELECT graphile_worker.add_job('revoke-in-bulk', '{"bulkRevocationId": "${BULK}"}', job_key => 'revoke-in-bulk:${BULK}')`;

test("a database with rows in every state keeps them under the new names, and its jobs are found", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateToInitial(url);
    await client.query(FORMER_ROWS);
    await migrate(url);
    const rows = async (sql: string) => (await client.query({ text: sql, rowMode: "array" })).rows;

    expect(await rows(`SELECT "receiptheroId", status, health, "disconnectedBy" FROM "Connection" ORDER BY 1`)).toEqual(
      [
        ["rh-active", "ACTIVE", "healthy", null],
        ["rh-gone", "DISCONNECTED", "disconnected", "RECEIPTHERO"],
        ["rh-late", "ACTIVE", "overdue", null],
        ["rh-waits", "DISCONNECTING", "disconnecting", "ADMIN"],
      ],
    );
    expect(await rows(`SELECT state, "confirmedCount", filter FROM "BulkDisconnect"`)).toEqual([
      ["PAUSED", 3, { q: null, status: "DISCONNECTING", health: "overdue" }],
    ]);
    expect(await rows(`SELECT state, "skipReason" FROM "BulkDisconnectItem" ORDER BY 1`)).toEqual([
      ["DISCONNECTING", null],
      ["DISCONNECTED", null],
      ["SKIPPED", "granted_again"],
    ]);
    expect(await rows(`SELECT result FROM "Notification" ORDER BY "dedupeKey"`)).toEqual([
      ["disconnected"],
      ["already_disconnected"],
    ]);
    expect(await rows(`SELECT action, before, after FROM "AuditEvent" ORDER BY id`)).toEqual([
      ["connection.disconnecting", { status: "ACTIVE" }, { status: "DISCONNECTING", disconnectedBy: "ADMIN" }],
      [
        "connection.disconnected",
        { status: "DISCONNECTING" },
        { status: "DISCONNECTED", disconnectedBy: "ADMIN", answer: "gone" },
      ],
      ["connection.reconnected", { status: "DISCONNECTED" }, { status: "ACTIVE" }],
      ["bulk.paused", null, { bulkDisconnectId: BULK }],
      ["notifications.retried", null, { count: 1 }],
    ]);
    expect(await rows("SELECT task_identifier, key FROM graphile_worker.jobs ORDER BY 1")).toEqual([
      ["bulk-disconnect", `bulk-disconnect:${BULK}`],
      ["disconnect", "disconnect:rh-waits"],
      ["send-disconnected-mail", "send-disconnected-mail:rh-gone:1"],
    ]);
    expect(await rows("SELECT payload FROM graphile_worker._private_jobs ORDER BY id")).toEqual([
      [{ receiptheroId: "rh-waits" }],
      [{ receiptheroId: "rh-gone" }],
      [{ bulkDisconnectId: BULK }],
    ]);
  });
});

test("the counters go on under the new names, and the audit log takes no change", async () => {
  await withEmptyDatabase(async ({ url, client }) => {
    await migrateToInitial(url);
    await client.query(FORMER_ROWS);
    await migrate(url);
    await client.query(
      `UPDATE "Connection" SET status = 'DISCONNECTED', "disconnectedAt" = now(), "disconnectingSince" = NULL, "sealedToken" = NULL
        WHERE "receiptheroId" = 'rh-waits'`,
    );
    const { rows } = await client.query<{ line: string }>(
      `SELECT concat_ws(' ', split_part(scope, ':', 1), key, sum(delta)) AS line FROM "Counter"
        GROUP BY scope, key HAVING sum(delta) <> 0 ORDER BY 1`,
    );
    expect(rows.map(({ line }) => line)).toEqual([
      "bulk DISCONNECTED 2",
      "bulk SKIPPED 1",
      "day connected 4",
      "day disconnected 2",
      "health disconnected 2",
      "health healthy 1",
      "health overdue 1",
    ]);
    await expect(client.query(`UPDATE "AuditEvent" SET action = 'x'`)).rejects.toThrow("append-only");
    const owner = await client.query(`SELECT relacl::text AS acl FROM pg_class WHERE relname = 'AuditEvent'`);
    expect(owner.rows[0].acl).not.toMatch(/=[a-zA-Z*]*w/);
  });
});
