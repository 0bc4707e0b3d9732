import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { countLines } from "@/lib/imports/count-lines";
import { queueImport } from "@/lib/imports/receive/queue";
import { receiveLines } from "@/lib/imports/receive/receive";
import { importNew } from "@/lib/imports/run/import-new";
import type { Admin } from "@/lib/principal";
import { dump, type TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
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

test("a step that several workers run at once imports each line once", async () => {
  const lines = Array.from({ length: 40 }, (_, n) => line({ access_token: makeToken(`${id}-${n}`, ISSUED) }));
  const importId = await queue(lines);
  await Promise.all([1, 2, 3].map(() => runImport(database, importId)));
  expect(await countLines(importId)).toMatchObject({ IMPORTED: 40, UNCHANGED: 0, WAITING: 0 });
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

test("lines that were thought to be new are imported one by one if one of them is not", async () => {
  await runImport(database, await queue([line()]));
  const importId = await queue([
    line(),
    line({ access_token: makeToken(`${id}-2`, ISSUED), external_id: `${externalId}-2` }),
  ]);
  const open = (receiptheroId: string, number: number) => ({
    ...{ importId, number, receiptheroId, accessToken: makeToken(receiptheroId, ISSUED), issuedAt: null },
    ...{ externalId: number === 1 ? externalId : `${externalId}-2`, businessName: "Kahvila Aamu Oy" },
    ...{ label: null, pairs: null, scopes: null, connectedAt: null },
  });
  await importNew([open(id, 1), open(`${id}-2`, 2)], { type: "USER", id: admin.id });
  expect(await resultsOf(importId)).toEqual(["token_not_newer", "IMPORTED"]);
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
