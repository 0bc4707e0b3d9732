import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeEach, expect, onTestFinished } from "vitest";
import { countLines } from "@/lib/imports/count-lines";
import { queueImport } from "@/lib/imports/receive/queue";
import { receiveLines } from "@/lib/imports/receive/receive";
import { STEP } from "@/lib/imports/run/import-batch";
import { runImportStep } from "@/lib/imports/run/run-step";
import type { Admin } from "@/lib/principal";
import { dump, type TestDatabase } from "@/test/database";
import { addConnection, createAdmin, createMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";
import { lineOf, makeToken, ndjson } from "@/test/import-lines";
import { chunksOf, resultsOf, runImport } from "@/test/imports";

let database: TestDatabase;
let admin: Admin;
let id: string;
let externalId: string;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  admin = await createAdmin(database);
});
beforeEach(() => {
  id = `rh-${randomUUID()}`;
  externalId = `customer-${randomUUID()}`;
});

const ISSUED = 1_700_000_000;
const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;
const queue = async (lines: object[]) => queueImport(admin, await receiveLines(admin, chunksOf(ndjson(lines))), null);

const line = (fields: object = {}) => ({
  ...lineOf({ external_id: externalId, access_token: makeToken(id, ISSUED) }),
  ...fields,
});

test("bad lines are refused, and the others are imported", async () => {
  const importId = await queue([line({ access_token: "not-a-jwt" }), { nonsense: 1 }, line()]);
  await runImport(database, importId);
  expect(await resultsOf(importId)).toEqual(["bad_token", "malformed_line", "IMPORTED"]);
});

test("a line that was damaged in the database is refused, and the others are imported", async () => {
  const importId = await queue([line(), line({ access_token: makeToken(`${id}-2`, ISSUED) })]);
  await rows(`UPDATE "ImportLine" SET "sealedLine" = "sealedLine" || 'x' WHERE "importId" = $1 AND number = 1`, [
    importId,
  ]);
  await runImport(database, importId);
  expect(await resultsOf(importId)).toEqual(["line_damaged", "IMPORTED"]);
});

test("two imports of the same lines at once make nothing twice", async () => {
  const lines = Array.from({ length: 60 }, (_, n) =>
    line({ access_token: makeToken(`${id}-${n}`, ISSUED), external_id: `${externalId}-${n % 20}` }),
  );
  const ids = await Promise.all([queue(lines), queue(lines), queue(lines)]);
  await Promise.all(ids.map((importId) => runImport(database, importId)));
  const results = await Promise.all(ids.map(resultsOf));
  for (let n = 0; n < lines.length; n += 1) {
    expect(results.map((of) => of[n]).sort()).toEqual(["IMPORTED", "UNCHANGED", "UNCHANGED"]);
  }
  const like = [`${externalId}-%`];
  expect(await rows(`SELECT 1 FROM "Merchant" WHERE "externalId" LIKE $1`, like)).toHaveLength(20);
  const events = await rows(
    `SELECT action, count(*)::int AS n FROM "AuditEvent" e JOIN "Merchant" m ON m.id = e."merchantId"
      WHERE m."externalId" LIKE $1 GROUP BY action ORDER BY action`,
    like,
  );
  expect(events).toEqual([
    { action: "connection.imported", n: 60 },
    { action: "merchant.created", n: 20 },
  ]);
});

test("steps that several workers run at once import each line once", async () => {
  const lines = Array.from({ length: STEP + 40 }, (_, n) => line({ access_token: makeToken(`${id}-${n}`, ISSUED) }));
  const importId = await queue(lines);
  await Promise.all([1, 2, 3].map(() => runImport(database, importId)));
  expect(await countLines(importId)).toMatchObject({ IMPORTED: lines.length, UNCHANGED: 0, WAITING: 0 });
  const actions = await rows(`SELECT action FROM "AuditEvent" WHERE after ->> 'importId' = $1`, [importId]);
  expect(actions.filter(({ action }) => action === "connection.imported")).toHaveLength(lines.length);
});

test("a step reads a part of the lines, whatever the size of the import", async () => {
  const lines = Array.from({ length: 2 * STEP + 1 }, (_, n) => line({ access_token: makeToken(`${id}-${n}`, ISSUED) }));
  const importId = await queue(lines);
  for (const left of [STEP + 1, 1, 0]) {
    await runImportStep(importId);
    expect(await countLines(importId)).toMatchObject({ WAITING: left, IMPORTED: lines.length - left });
  }
});

test("of the lines about a new merchant the first gives its name, whatever each line needs", async () => {
  const { id: deletedId } = await createMerchant(database, "Deleted business");
  await rows(`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = $1`, [deletedId]);
  await addConnection(database, deletedId, { receiptheroId: id, status: "DISCONNECTED" });
  await rows(`UPDATE "Connection" SET "disconnectedAt" = now() - interval '1 day' WHERE "receiptheroId" = $1`, [id]);
  const other = `${externalId}-2`;
  const named = (connection: string, business_name: string, external_id = externalId) =>
    line({ access_token: makeToken(connection, Math.floor(Date.now() / 1000)), business_name, external_id });
  const importId = await queue([
    named(id, "First"),
    named(`${id}-b`, "Second"),
    named(`${id}-c`, "Third", other),
    named(`${id}-a`, "Fourth", other),
  ]);
  await runImport(database, importId);
  expect(await resultsOf(importId)).toEqual(["IMPORTED", "IMPORTED", "IMPORTED", "IMPORTED"]);
  const names = await rows(`SELECT name FROM "Merchant" WHERE "externalId" LIKE $1 ORDER BY name`, [`${externalId}%`]);
  expect(names).toEqual([{ name: "First" }, { name: "Third" }]);
});

test("imports whose lines come in opposite orders do not wait for each other", async () => {
  const lines = Array.from({ length: 100 }, (_, n) =>
    line({ access_token: makeToken(`${id}-${n}`, ISSUED), external_id: `${externalId}-${n}` }),
  );
  const ids = [await queue(lines), await queue(lines.toReversed())];
  await Promise.all(ids.map((importId) => runImport(database, importId)));
  const counts = await Promise.all(ids.map((importId) => countLines(importId)));
  expect(counts[0]?.IMPORTED).toBe(counts[1]?.UNCHANGED);
  expect(counts.map(({ IMPORTED, UNCHANGED }) => IMPORTED + UNCHANGED)).toEqual([100, 100]);
});

test("a connection that another transaction stores first is not imported twice, and the others are", async () => {
  const lines = Array.from({ length: 5 }, (_, n) => line({ access_token: makeToken(`${id}-${n}`, ISSUED) }));
  const importId = await queue(lines);
  const { id: merchantId } = await createMerchant(database, "Kukkakauppa");
  const stranger = new pg.Client({ connectionString: database.url });
  onTestFinished(() => stranger.end());
  await stranger.connect();
  await stranger.query("BEGIN");
  await addConnection({ ...database, client: stranger }, merchantId, { receiptheroId: `${id}-3` });
  const running = runImport(database, importId);
  const waiting = () => rows(`SELECT 1 FROM pg_locks WHERE locktype = 'transactionid' AND NOT granted`);
  await expect.poll(waiting).toHaveLength(1);
  await stranger.query("COMMIT");
  await running;
  expect(await resultsOf(importId)).toEqual(["IMPORTED", "IMPORTED", "IMPORTED", "owned_by_another", "IMPORTED"]);
});

test("a line that the database refuses is tried again, and no line before it is imported twice", async () => {
  const lines = Array.from({ length: 7 }, (_, n) => line({ access_token: makeToken(`${id}-${n}`, ISSUED) }));
  const importId = await queue(lines);
  await rows(`ALTER TABLE "Connection" ADD CONSTRAINT broken CHECK ("receiptheroId" <> '${id}-2') NOT VALID`);
  await expect(runImport(database, importId)).rejects.toThrow("broken");
  expect(await rows(`SELECT 1 FROM "Connection" WHERE "receiptheroId" LIKE $1`, [`${id}-%`])).toHaveLength(2);
  await rows(`ALTER TABLE "Connection" DROP CONSTRAINT broken`);
  await runImport(database, importId);
  expect(await countLines(importId)).toMatchObject({ IMPORTED: 7, WAITING: 0 });
  const events = await rows(`SELECT 1 FROM "AuditEvent" WHERE "receiptheroId" LIKE $1`, [`${id}-%`]);
  expect(events).toHaveLength(7);
});

test("once lines are done nothing is left of them but the result", async () => {
  const token = makeToken(id, ISSUED);
  const importId = await queue([line({ access_token: token, business_name: "Salainen Kahvila" })]);
  const arrived = await dump(database);
  for (const secret of [token, Buffer.from(token).toString("base64url"), "Salainen"]) {
    expect(arrived).not.toContain(secret);
  }
  await runImport(database, importId);
  expect(await rows(`SELECT * FROM "ImportLine" WHERE "importId" = $1`, [importId])).toEqual([
    {
      importId,
      number: 1,
      state: "IMPORTED",
      externalId,
      receiptheroId: id,
      sealedLine: null,
      error: null,
      field: null,
    },
  ]);
  expect(await dump(database)).not.toContain(token);
});
