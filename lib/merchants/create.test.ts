import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { createMerchant } from "@/lib/merchants/create";
import type { TestDatabase } from "@/test/database";
import { createOwner, createUser, joinMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

test("a form sent ten times at once creates one merchant", async () => {
  const user = await createUser(database);
  const merchant = { id: randomUUID(), name: "Leipomo Virtanen" };
  await Promise.all(Array.from({ length: 10 }, () => createMerchant(user, merchant)));

  const created = await database.client.query(
    `SELECT m.name, b."userId", b.role FROM "Merchant" m LEFT JOIN "Member" b ON b."merchantId" = m.id`,
  );
  expect(created.rows).toEqual([{ name: "Leipomo Virtanen", userId: user.id, role: "OWNER" }]);
  const audit = await database.client.query(`SELECT action FROM "AuditEvent"`);
  expect(audit.rows).toEqual([{ action: "merchant.created" }]);
});

test("a member of another business becomes the owner of a new one, and nobody takes over an existing one", async () => {
  const other = await createOwner(database, "Bageri Ilta");
  const user = await createUser(database);
  await joinMerchant(database, user, other.merchant, "READER");
  const own = { id: randomUUID(), name: "Tilitoimisto Luoma" };
  await createMerchant(user, own);
  const stranger = await createUser(database);
  await expect(createMerchant(stranger, { id: own.id, name: "Taken over" })).rejects.toThrow();

  const { rows } = await database.client.query(
    `SELECT m.name, b."userId", b.role FROM "Merchant" m JOIN "Member" b ON b."merchantId" = m.id WHERE m.id = $1`,
    [own.id],
  );
  expect(rows).toEqual([{ name: own.name, userId: user.id, role: "OWNER" }]);
});
