import { expect } from "vitest";
import { createMerchant } from "@/lib/merchants/create";
import { createMerchantUser, type TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

test("a form sent ten times at once creates one merchant", async () => {
  const user = await createMerchantUser(database);
  await database.client.query(`UPDATE "User" SET "merchantId" = NULL WHERE id = $1`, [user.id]);

  await Promise.all(Array.from({ length: 10 }, () => createMerchant(user, "Leipomo Virtanen")));

  const created = await database.client.query(
    `SELECT m.name, u.id = $1 AS mine FROM "Merchant" m LEFT JOIN "User" u ON u."merchantId" = m.id WHERE m.id <> $2`,
    [user.id, user.merchant.id],
  );
  expect(created.rows).toEqual([{ name: "Leipomo Virtanen", mine: true }]);
  const audit = await database.client.query(`SELECT action FROM "AuditEvent"`);
  expect(audit.rows).toEqual([{ action: "merchant.created" }]);
});
