import { randomUUID } from "node:crypto";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { listBulkResults } from "@/lib/connections/bulk-disconnect/results";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { startBulkDisconnect } from "@/lib/connections/bulk-disconnect/start";
import type { Selection } from "@/lib/connections/selection";
import { seal } from "@/lib/crypto/seal";
import type { Admin } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { control } from "@/sandbox/testing";
import type { TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";
import { test as base } from "@/test/owner";

/** A test of bulk disconnects. It begins without any connection, and must name `merchantId` or `connectMany`. */
export const test = base
  .extend("merchantId", async ({ database, sandbox }) => {
    await clearBulkDisconnects(database, sandbox);
    return (await createOwner(database, "Kahvila Aalto")).merchant.id;
  })
  /** Adds connections of the merchant, or of another owner, here and in the sandbox, oldest first; returns their ids. */
  .extend(
    "connectMany",
    ({ database, sandbox, merchantId }) =>
      (count: number, { owner = merchantId, connectedAt = "now" } = {}) =>
        addConnections(database, sandbox, owner, count, connectedAt),
  );

/** Deletes the connections, the bulk disconnects and the jobs of earlier tests. */
async function clearBulkDisconnects({ client }: TestDatabase, sandbox: Sandbox): Promise<void> {
  await control(sandbox, "POST", "/reset", {});
  await client.query("SELECT graphile_worker.complete_jobs(array_agg(id)) FROM graphile_worker.jobs");
  await client.query(`DELETE FROM "Connection"`);
  await client.query(`DELETE FROM "BulkDisconnect"`);
}

/** Adds a merchant's connections here and in the sandbox, oldest first; returns their ids. */
async function addConnections(
  { client }: TestDatabase,
  sandbox: Sandbox,
  merchantId: string,
  count: number,
  connectedAt: string,
): Promise<string[]> {
  const request = { account: "acc-aino", scopes: ["receipt:read"], count };
  const { body } = await control<{ connections: { receipthero_id: string; access_token: string }[] }>(
    sandbox,
    "POST",
    "/connections",
    request,
  );
  const ids = body.connections.map((made) => made.receipthero_id);
  const tokens = body.connections.map((made) => seal(made.access_token, made.receipthero_id));
  await client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "connectedAt")
     SELECT id, $3, 'Shop', '{receipt:read}', '{}', token, $4::timestamptz FROM unnest($1::text[], $2::text[]) made (id, token)`,
    [ids, tokens, merchantId, connectedAt],
  );
  return ids;
}

/** Starts a bulk disconnect of at most `confirmed` connections; returns its id. */
export async function startSelected(admin: Admin, selection: Selection, confirmed = 1_000): Promise<string> {
  const id = randomUUID();
  await startBulkDisconnect(admin, id, { action: "DISCONNECT", selection, confirmedCount: confirmed });
  return id;
}

/** Runs the steps of a bulk disconnect until it is no longer running, as its jobs do. */
export async function workThrough(admin: Admin, id: string): Promise<void> {
  while ((await getBulkDisconnect(admin, id))?.state === "RUNNING") await runBulkStep(id);
}

/** The state of each connection of a bulk disconnect. */
export async function statesOf(admin: Admin, id: string): Promise<Record<string, string>> {
  const results = await listBulkResults(admin, id, { state: null, after: null, limit: 1_000 });
  return Object.fromEntries(results.map(({ receiptheroId, state }) => [receiptheroId, state]));
}

/** The audit actions of a bulk disconnect, in order. */
export async function auditOfBulk({ client }: TestDatabase, id: string): Promise<string[]> {
  const { rows } = await client.query<{ action: string }>(
    `SELECT action FROM "AuditEvent" WHERE after->>'bulkDisconnectId' = $1 ORDER BY id`,
    [id],
  );
  return rows.map(({ action }) => action);
}
