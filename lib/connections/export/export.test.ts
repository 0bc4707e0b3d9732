import { expect, vi } from "vitest";
import { beginConnectionExport } from "@/lib/connections/export/export";
import { NO_FILTER } from "@/lib/connections/search/filter";
import { patientDb } from "@/lib/db/client";
import { stableName } from "@/lib/export/formats";
import type { Owner } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

const ROWS = 10_000;

const staff = someStaff();
let database: TestDatabase;
let user: Owner;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  user = await createOwner(database);
  await database.client.query(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken")
     SELECT 'rh-' || n, $1, 'Shop ' || n, '{receipt:read}', '{}', 'sealed-token' FROM generate_series(1, ${ROWS}) n`,
    [user.merchant.id],
  );
  await database.client.query(`UPDATE "Connection" SET tags = '{vip}' WHERE "receiptheroId" IN ('rh-2', 'rh-3')`);
  await database.client.query(`UPDATE "Merchant" SET tags = '{north}' WHERE id = $1`, [user.merchant.id]);
});

test("everything comes once and without a token, and who took it is recorded without what they searched for", async () => {
  const stream = await beginConnectionExport(staff, "ndjson", stableName, {
    filter: { ...NO_FILTER, scope: "receipt:read" },
  });
  const text = await new Response(stream).text();
  const ids = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line).receipthero_id);
  expect(new Set(ids).size).toBe(ROWS);
  expect(ids).toHaveLength(ROWS);
  expect(text).not.toContain("sealed");

  await (
    await beginConnectionExport(staff, "csv", stableName, { filter: { ...NO_FILTER, q: "Shop 77", health: "healthy" } })
  ).cancel();
  await new Response(
    await beginConnectionExport(staff, "csv", stableName, { ids: ["rh-3", "rh-2", "rh-gone"] }),
  ).text();
  const { rows } = await database.client.query(
    `SELECT "actorId", after FROM "AuditEvent" WHERE action = 'connections.exported' ORDER BY id`,
  );
  expect(rows).toEqual([
    { actorId: staff.id, after: { format: "ndjson", filter: ["scope"] } },
    { actorId: staff.id, after: { format: "csv", filter: ["q", "health"] } },
    { actorId: staff.id, after: { format: "csv", selected: 3 } },
  ]);
});

test("a connection is exported with its own tags and those of its business", async () => {
  const stream = await beginConnectionExport(staff, "ndjson", stableName, { ids: ["rh-1", "rh-2"] });
  const lines = (await new Response(stream).text()).trim().split("\n");
  expect(lines.map((line) => JSON.parse(line).tags)).toEqual([["north"], ["vip", "north"]]);
});

test("rows are read as they are taken, and no more once nobody takes them", async () => {
  const reads = vi.spyOn(patientDb(), "$transaction");
  const reader = (await beginConnectionExport(staff, "csv", stableName, { filter: NO_FILTER })).getReader();
  await reader.read();
  await reader.read();
  await reader.cancel();
  const before = reads.mock.calls.length;
  // Whether there are few matches, the two batches that were taken, and at most one that is read ahead.
  expect(before).toBeGreaterThanOrEqual(3);
  expect(before).toBeLessThanOrEqual(4);
  expect(await reader.read()).toEqual({ done: true, value: undefined });
  await patientDb().$queryRaw`SELECT`;
  expect(reads.mock.calls.length).toBe(before);
  reads.mockRestore();
});

test("an export that fails on the way breaks off, and does not end as if it were whole", async () => {
  const reader = (await beginConnectionExport(staff, "csv", stableName, { filter: NO_FILTER })).getReader();
  await reader.read();
  await reader.read();
  const failing = vi.spyOn(patientDb(), "$transaction").mockRejectedValue(new Error("the database went away"));
  const takeAll = async () => {
    while (!(await reader.read()).done);
  };
  await expect(takeAll()).rejects.toThrow("the database went away");
  failing.mockRestore();
});
