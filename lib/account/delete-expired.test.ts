import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deleteExpired } from "@/lib/account/delete-expired";
import { db } from "@/lib/db";
import { createMerchantUser, createTestDatabase, type TestDatabase } from "@/test/database";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await db().$disconnect();
  await database.drop();
});

test("sessions, sign-in links, invitations and changes of address go when they expire, and no sooner", async () => {
  const user = await createMerchantUser(database);
  const add = (table: string, columns: string, values: string, expires: string, count: number) =>
    database.client.query(
      `INSERT INTO "${table}" (${columns}) SELECT ${values}, now() + $1::interval FROM generate_series(1, ${count})`,
      [expires],
    );
  // More rows than one statement deletes.
  for (const [expires, count] of [["-1 millisecond", 2_300] as const, ["1 hour", 3] as const]) {
    await add(
      "Session",
      `"sessionToken", "userId", expires`,
      `gen_random_uuid()::text, '${user.id}'::uuid`,
      expires,
      count,
    );
    await add(
      "VerificationToken",
      "identifier, token, expires",
      `'matti@example.com', gen_random_uuid()::text`,
      expires,
      count,
    );
    await add(
      "Invitation",
      `"merchantId", email, "tokenHash", "expiresAt"`,
      `'${user.merchant.id}'::uuid, 'matti@example.com', gen_random_uuid()::text`,
      expires,
      count,
    );
    await add(
      "EmailChange",
      `"userId", email, "tokenHash", "expiresAt"`,
      `'${user.id}'::uuid, 'matti@example.com', gen_random_uuid()::text`,
      expires,
      count,
    );
  }
  const used = randomUUID();
  await database.client.query(
    `INSERT INTO "Invitation" ("merchantId", email, "tokenHash", "usedAt") VALUES ($1, '', $2, now())`,
    [user.merchant.id, used],
  );

  await Promise.all([deleteExpired(), deleteExpired()]);
  await deleteExpired();
  const left = async (table: string) => (await database.client.query(`SELECT 1 FROM "${table}"`)).rowCount;
  // The user's own session lasts a day, and the used invitation has not expired.
  expect(await left("Session")).toBe(4);
  expect(await left("VerificationToken")).toBe(3);
  expect(await left("Invitation")).toBe(4);
  expect(await left("EmailChange")).toBe(3);
});
