import { expect } from "vitest";
import { createMerchant } from "@/lib/merchants/create";
import type { TestDatabase } from "@/test/database";
import { createUser } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

test("a form sent ten times at once creates one merchant", async () => {
  const user = await createUser(database);
  await Promise.all(Array.from({ length: 10 }, () => createMerchant(user, "Leipomo Virtanen")));

  const created = await database.client.query(
    `SELECT m.name, b."userId", b.role FROM "Merchant" m LEFT JOIN "Member" b ON b."merchantId" = m.id`,
  );
  expect(created.rows).toEqual([{ name: "Leipomo Virtanen", userId: user.id, role: "OWNER" }]);
  const audit = await database.client.query(`SELECT action FROM "AuditEvent"`);
  expect(audit.rows).toEqual([{ action: "merchant.created" }]);
});
