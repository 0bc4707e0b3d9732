import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { getBulkDisconnect } from "@/lib/connections/bulk-disconnect/get";
import { listBulkDisconnects } from "@/lib/connections/bulk-disconnect/list";
import { previewSelection } from "@/lib/connections/bulk-disconnect/preview";
import { runBulkStep } from "@/lib/connections/bulk-disconnect/run-step";
import { startBulkDisconnect } from "@/lib/connections/bulk-disconnect/start";
import { NO_FILTER } from "@/lib/connections/search/filter";
import type { Admin } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import {
  auditOfBulk,
  clearBulkDisconnects,
  connectMany,
  startSelected,
  statesOf,
  workThrough,
} from "@/test/bulk-disconnect";
import type { TestDatabase } from "@/test/database";
import { createAdmin, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOfConnection, connectionRow } from "@/test/inspect";

let database: TestDatabase;
let sandbox: Sandbox;
let admin: Admin;
let merchantId: string;

test.beforeAll(async ({ database: ownDatabase, sandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
  admin = await createAdmin(database);
});
beforeEach(async () => {
  await clearBulkDisconnects(database, sandbox);
  merchantId = (await createOwner(database, "Kahvila Aalto")).merchant.id;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
/** Adds connections here and in the sandbox, oldest first; returns their ids. */
const connect = (count: number, { owner = merchantId, connectedAt = "now" } = {}) =>
  connectMany(database, sandbox, owner, count, connectedAt);

test("picked connections are disconnected with their actor; inactive ones are skipped and listed", async () => {
  const ids = await connect(3);
  const [first = "", gone = ""] = ids;
  const [untouched = ""] = await connect(1);
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now() WHERE "receiptheroId" = $1`,
    [gone],
  );
  expect(await previewSelection(admin, { ids })).toMatchObject({
    matched: 3,
    active: 2,
    first: [{ business: "Kahvila Aalto" }, {}],
  });

  const id = await startSelected(admin, { ids: [...ids, "never-there"] });
  await workThrough(admin, id);
  expect(await statesOf(admin, id)).toEqual(
    Object.fromEntries(ids.map((one) => [one, one === gone ? "SKIPPED" : "DISCONNECTED"])),
  );
  expect(await connectionRow(database, first)).toMatchObject({
    status: "DISCONNECTED",
    disconnectedBy: "ADMIN",
    sealedToken: null,
  });
  expect(await connectionRow(database, untouched)).toMatchObject({ status: "ACTIVE" });
  expect(await auditOfConnection(database, first)).toEqual(["connection.disconnecting", "connection.disconnected"]);
  expect(await auditOfConnection(database, gone)).toEqual([]);
  const [began] = await rows(`SELECT * FROM "AuditEvent" WHERE "receiptheroId" = $1 ORDER BY id`, [first]);
  expect(began).toMatchObject({ actorType: "USER", actorId: admin.id });
  expect(await auditOfBulk(database, id)).toEqual(["bulk.started", "bulk.finished"]);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({
    state: "DONE",
    total: 3,
    handled: 3,
    startedBy: admin.email,
  });
});

test("a filter disconnects the connections that matched at the start: none of others, and none that came later", async () => {
  const other = (await createOwner(database, "Kukkakauppa Kielo")).merchant.id;
  const matching = await connect(4);
  const theirs = await connect(2, { owner: other });
  const later = await connect(2, { connectedAt: "tomorrow" });
  const selection = { filter: { ...NO_FILTER, q: "AALTO" } };
  expect(await previewSelection(admin, selection)).toMatchObject({ matched: 6, active: 6 });

  const id = await startSelected(admin, selection);
  await workThrough(admin, id);
  expect(await statesOf(admin, id)).toEqual(Object.fromEntries(matching.map((one) => [one, "DISCONNECTED"])));
  for (const one of [...theirs, ...later])
    expect(await connectionRow(database, one)).toMatchObject({ status: "ACTIVE" });
  const [event] = await rows(
    `SELECT after FROM "AuditEvent" WHERE action = 'bulk.started' AND after->>'bulkDisconnectId' = $1`,
    [id],
  );
  expect(event.after).toEqual({ bulkDisconnectId: id, count: 6, filter: ["q"] });
});

test("however many connections there are, the matches are found step by step", async () => {
  await rows(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     SELECT gen_random_uuid(), $1, 'Shop ' || n % 2, '{receipt:read}', '{}', 'sealed' FROM generate_series(1, 6000) n`,
    [merchantId],
  );
  const id = await startSelected(admin, { filter: { ...NO_FILTER, q: "shop 1" } }, 3_000);
  await runBulkStep(id);
  const [first] = await rows(`SELECT cursor FROM "BulkDisconnect" WHERE id = $1`, [id]);
  expect(first.cursor).not.toBeNull();
  await runBulkStep(id);
  expect(await getBulkDisconnect(admin, id)).toMatchObject({ selecting: false, total: 3_000, handled: 0 });
}, 60_000);

test("nothing starts when more connections match than were confirmed, or none; a form sent twice starts one", async () => {
  await connect(3);
  const selection = { filter: { ...NO_FILTER, merchant: merchantId } };
  await expect(startSelected(admin, selection, 2)).rejects.toMatchObject({ code: "selection_changed" });
  await expect(startSelected(admin, { ids: ["rh-nobody-has"] }, 1)).rejects.toMatchObject({
    code: "selection_changed",
  });
  expect(await rows(`SELECT 1 FROM "BulkDisconnect"`)).toEqual([]);

  const id = randomUUID();
  await startBulkDisconnect(admin, id, selection, 3);
  await rows(`UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "merchantId" = $1`, [
    merchantId,
  ]);
  await startBulkDisconnect(admin, id, selection, 3);
  expect(await auditOfBulk(database, id)).toEqual(["bulk.started"]);
  expect((await listBulkDisconnects(admin, null)).bulkDisconnects).toMatchObject([
    { id, state: "RUNNING", connections: 0 },
  ]);
});
