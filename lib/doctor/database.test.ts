import { expect, onTestFinished } from "vitest";
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

test("a table of another owner is a problem, also one of the job queue", async () => {
  const role = `${database.name}_role`;
  await database.client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'password'; GRANT USAGE ON SCHEMA public TO ${role}`);
  await database.client.query(`
    DO $$ DECLARE t regclass; BEGIN
      FOR t IN SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') LOOP
        EXECUTE format('ALTER TABLE %s OWNER TO ${role}', t);
      END LOOP;
    END $$`);
  onTestFinished(async () => {
    await database.client.query(`REASSIGN OWNED BY ${role} TO CURRENT_USER; DROP OWNED BY ${role}; DROP ROLE ${role}`);
  });
  const url = new URL(database.url);
  url.username = role;
  url.password = "password";
  env().DATABASE_DIRECT_URL = url.href;
  expect(await problems()).toEqual([expect.stringMatching(/^The role does not own \d+ tables/)]);
});

test("a database that takes no changes is a problem", async () => {
  await database.client.query(`ALTER DATABASE ${database.name} SET default_transaction_read_only = on`);
  expect(await problems()).toEqual([expect.stringContaining("The database takes no changes")]);
  await database.client.query(`ALTER DATABASE ${database.name} RESET default_transaction_read_only`);
});
