import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { setDisconnected, setDisconnecting } from "@/lib/connections/status";
import { seal, unseal } from "@/lib/crypto/seal";
import { db } from "@/lib/db/client";
import { queueImport } from "@/lib/imports/receive/queue";
import { receiveLines } from "@/lib/imports/receive/receive";
import type { Admin } from "@/lib/principal";
import { Prisma } from "@/prisma/generated/client";
import type { TestDatabase } from "@/test/database";
import { addConnection, createAdmin, createMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";
import { lineOf, makeToken, ndjson } from "@/test/import-lines";
import { chunksOf, resultsOf, runImport } from "@/test/imports";
import { auditOfConnection, connectionRow } from "@/test/inspect";

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
const merchants = () => rows(`SELECT id, name FROM "Merchant" WHERE "externalId" = $1`, [externalId]);

/** Receives and queues lines. @returns the import's id */
async function queue(lines: object[]): Promise<string> {
  return queueImport(admin, await receiveLines(admin, chunksOf(ndjson(lines))), null);
}

/** Imports lines. @returns the results */
async function importLines(...lines: object[]): Promise<string[]> {
  const importId = await queue(lines);
  await runImport(database, importId);
  return resultsOf(importId);
}

const line = (fields: object = {}) => ({
  ...lineOf({ external_id: externalId, access_token: makeToken(id, ISSUED) }),
  ...fields,
});

test("a line makes a merchant without members, and its connection", async () => {
  const token = makeToken(id, ISSUED);
  const fields = { label: "Turku", metadata: { till: "3" }, scopes: ["receipt:write"] };
  const imported = line({ access_token: token, connected_at: "2022-05-01T09:00:00Z", ...fields });
  expect(await importLines(imported)).toEqual(["IMPORTED"]);

  const [merchant] = await merchants();
  expect(merchant.name).toBe("Kahvila Aamu Oy");
  const stored = await connectionRow(database, id);
  expect(stored).toMatchObject({
    merchantId: merchant.id,
    label: "Turku",
    scopes: ["receipt:write"],
    partnerMetadata: { merchant_id: merchant.id, external_id: externalId, till: "3" },
    status: "ACTIVE",
    health: "healthy",
    connectedAt: new Date("2022-05-01T09:00:00Z"),
    tokenIssuedAt: new Date(ISSUED * 1_000),
    // Nobody knows whether ReceiptHero still accepts it, so other tokens are not compared with it.
    tokenAcceptedAt: new Date(ISSUED * 1_000),
    readProven: false,
  });
  expect(unseal(stored.sealedToken, id)).toBe(token);
  const events = await rows(
    `SELECT action, "actorType", "actorId" FROM "AuditEvent" WHERE "merchantId" = $1 ORDER BY id`,
    [merchant.id],
  );
  const actor = { actorType: "USER", actorId: admin.id };
  expect(events).toEqual([
    { action: "merchant.created", ...actor },
    { action: "connection.imported", ...actor },
  ]);
});

test("a line with the required fields alone reads receipts, and is called like its business", async () => {
  const business_name = "Ravintola Kivikko ja Kumppanit Itäisen Uudenmaan Osuuskunta Oyj ja tytäryhtiöt";
  await importLines(line({ business_name, access_token: makeToken(id) }));
  const stored = await connectionRow(database, id);
  expect(stored).toMatchObject({
    label: business_name.slice(0, 60).trim(),
    scopes: ["receipt:read"],
    tokenIssuedAt: null,
  });
  expect(stored.tokenAcceptedAt).toEqual(new Date(0));
});

test("an existing merchant keeps its name, and gets several connections", async () => {
  const { id: merchantId } = await createMerchant(database, "Kahvila Ilta");
  await rows(`UPDATE "Merchant" SET "externalId" = $2 WHERE id = $1`, [merchantId, externalId]);
  const lines = [line(), line({ access_token: makeToken(`${id}-2`, ISSUED) })];
  expect(await importLines(...lines)).toEqual(["IMPORTED", "IMPORTED"]);
  expect(await merchants()).toEqual([{ id: merchantId, name: "Kahvila Ilta" }]);
  expect((await connectionRow(database, `${id}-2`)).merchantId).toBe(merchantId);
});

test("to import the same lines again changes nothing, even if the connection was renamed since", async () => {
  const lines = [line(), line({ access_token: makeToken(`${id}-2`, ISSUED), label: "Oulu" })];
  await importLines(...lines);
  await rows(`UPDATE "Connection" SET label = 'Renamed' WHERE "receiptheroId" = $1`, [id]);
  const stored = () =>
    rows(
      `SELECT c.xmin, c.* FROM "Connection" c JOIN "Merchant" m ON m.id = c."merchantId" WHERE m."externalId" = $1`,
      [externalId],
    );
  const before = await stored();
  expect(await importLines(...lines)).toEqual(["UNCHANGED", "UNCHANGED"]);
  expect(await stored()).toEqual(before);
  expect(await auditOfConnection(database, id)).toEqual(["connection.imported"]);
});

test("a newer token replaces an older one, and keeps what the line does not say", async () => {
  await importLines(line({ label: "Turku", metadata: { till: "3" }, scopes: ["receipt:read", "receipt:write"] }));
  const newer = makeToken(id, ISSUED + 1);
  expect(await importLines(line({ access_token: newer }))).toEqual(["UPDATED"]);
  const stored = await connectionRow(database, id);
  expect(stored).toMatchObject({
    label: "Turku",
    scopes: ["receipt:read", "receipt:write"],
    grantNumber: 2,
    tokenAcceptedAt: new Date((ISSUED + 1) * 1_000),
  });
  expect(stored.partnerMetadata.till).toBe("3");
  expect(unseal(stored.sealedToken, id)).toBe(newer);
  expect(await importLines(line({ access_token: makeToken(id, ISSUED + 2), label: "Oulu" }))).toEqual(["UPDATED"]);
  expect((await connectionRow(database, id)).label).toBe("Oulu");
});

test.each([
  ["an older token", ISSUED - 1],
  ["another token of the same second", ISSUED],
  ["a token without a time", undefined],
])("%s replaces nothing", async (_what, iat) => {
  await importLines(line());
  const before = await connectionRow(database, id);
  expect(await importLines(line({ access_token: makeToken(id, iat), label: "Oulu" }))).toEqual(["token_not_newer"]);
  expect(await connectionRow(database, id)).toEqual(before);
});

test("the newest token stays, whatever the order of the lines", async () => {
  const tokens = [1, 3, 2].map((second) => makeToken(id, ISSUED + second));
  const results = await importLines(...tokens.map((access_token) => line({ access_token })));
  expect(results).toEqual(["IMPORTED", "UPDATED", "token_not_newer"]);
  expect(unseal((await connectionRow(database, id)).sealedToken, id)).toBe(tokens[1]);
});

test("another merchant's connection is refused, and no merchant is made for it", async () => {
  const other = await createMerchant(database, "Kukkakauppa");
  const token = makeToken(id, ISSUED + 10);
  await addConnection(database, other.id, { receiptheroId: id, sealedToken: seal(token, id) });
  const before = await connectionRow(database, id);
  expect(await importLines(line({ access_token: token }))).toEqual(["owned_by_another"]);
  expect(await connectionRow(database, id)).toEqual(before);
  expect(await merchants()).toEqual([]);
});

test("an old token brings no disconnected connection back, and a new one does", async () => {
  await importLines(line());
  const [merchant] = await merchants();
  const owned = { receiptheroId: id, merchantId: merchant.id };
  await db().$transaction((tx) => setDisconnecting(tx, owned, { type: "SYSTEM" }, "ADMIN"));
  const old = line({ access_token: makeToken(id, ISSUED + 1) });
  expect(await importLines(line(), old)).toEqual(["disconnected", "disconnected"]);
  await db().$transaction((tx) =>
    setDisconnected(tx, id, Prisma.sql`true`, { actor: { type: "SYSTEM" }, by: "ADMIN" }),
  );
  expect(await importLines(old)).toEqual(["disconnected"]);
  expect((await connectionRow(database, id)).status).toBe("DISCONNECTED");

  await rows(`UPDATE "Connection" SET "disconnectedAt" = to_timestamp($2) WHERE "receiptheroId" = $1`, [
    id,
    ISSUED + 5,
  ]);
  expect(await importLines(line({ access_token: makeToken(id, ISSUED + 5) }))).toEqual(["disconnected"]);
  expect(await importLines(line({ access_token: makeToken(id, ISSUED + 6) }))).toEqual(["UPDATED"]);
  expect((await connectionRow(database, id)).status).toBe("ACTIVE");
});

test("the connection of a deleted merchant starts again with a merchant that is imported", async () => {
  const { id: deletedId } = await createMerchant(database, "Deleted business");
  await rows(`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = $1`, [deletedId]);
  await addConnection(database, deletedId, { receiptheroId: id, status: "DISCONNECTED", label: "" });
  expect(await importLines(line())).toEqual(["disconnected"]);
  expect(await merchants()).toEqual([]);
  const soon = Math.ceil(Date.now() / 1_000) + 60;
  expect(await importLines(line({ access_token: makeToken(id, soon) }))).toEqual(["IMPORTED"]);
  const [merchant] = await merchants();
  expect(await connectionRow(database, id)).toMatchObject({
    merchantId: merchant.id,
    label: "Kahvila Aamu Oy",
    partnerMetadata: { merchant_id: merchant.id, external_id: externalId },
  });
});

test("a stored token that no longer opens is replaced by a newer one", async () => {
  await importLines(line());
  await rows(`UPDATE "Connection" SET "sealedToken" = 'v1.lost.a.b.c' WHERE "receiptheroId" = $1`, [id]);
  expect(await importLines(line({ access_token: makeToken(id, ISSUED + 1) }))).toEqual(["UPDATED"]);
});
