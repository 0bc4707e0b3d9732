import { expect } from "vitest";
import { examineDatabase } from "@/lib/doctor/database";
import { env } from "@/lib/env";
import { newestMigration } from "@/prisma/newest-migration";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";
import { startPoolerStub } from "@/test/pooler";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

test.beforeEach(() => {
  env().DATABASE_DIRECT_URL = database.url;
});

/** The messages of all problems. */
const problems = async () =>
  (await examineDatabase(newestMigration())).filter(({ state }) => state === "problem").map(({ message }) => message);

test("a database without a fault has no problem", async () => {
  expect(await problems()).toEqual([]);
});

test("a direct address that leads to a pooler is a problem", async () => {
  env().DATABASE_DIRECT_URL = await startPoolerStub(database.url);
  expect(await problems()).toEqual([expect.stringContaining("set DATABASE_DIRECT_URL to the address of PostgreSQL")]);
});

test("a database that takes no changes is a problem", async () => {
  await database.client.query(`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
  expect(await problems()).toEqual([expect.stringContaining("The database takes no changes")]);
  await database.client.query(`ALTER DATABASE ${database.name} RESET default_transaction_read_only`);
});
