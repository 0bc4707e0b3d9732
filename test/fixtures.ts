import { test as base } from "vitest";
import { checkPool, db, patientDb } from "@/lib/db/client";
import type { Sandbox } from "@/sandbox/start";
import { startTestSandbox } from "@/sandbox/testing";
import { createTestDatabase, type TestDatabase } from "@/test/database";

/**
 * A test of a file that needs the application's surroundings. Each is started once a file, if a hook or a test names
 * it, and ended after the file's last hook. Name them in `test.beforeAll`, because the settings must be there before
 * the application reads them.
 */
// biome-ignore-start lint/correctness/noEmptyPattern: vitest reads the names of the pattern, and refuses a parameter without one.
export const test = base
  /** The file's own database, to which `db()` speaks. */
  .extend("database", { scope: "file" }, async ({}, { onCleanup }): Promise<TestDatabase> => {
    const database = await createTestDatabase();
    onCleanup(async () => {
      await Promise.all([db().$disconnect(), patientDb().$disconnect(), checkPool().end()]);
      await database.drop();
    });
    return database;
  })
  /** A sandbox of the file's own, which is the application's ReceiptHero. */
  .extend("sandbox", { scope: "file" }, async ({}, { onCleanup }): Promise<Sandbox> => {
    const sandbox = await startTestSandbox();
    onCleanup(() => sandbox.close());
    process.env.RECEIPTHERO_PAGES_URL = sandbox.pages;
    process.env.RECEIPTHERO_API_URL = sandbox.api;
    return sandbox;
  })
  /** The same sandbox, which also takes the application's mails. */
  .extend("mailSandbox", { scope: "file" }, ({ sandbox }): Sandbox => {
    process.env.EMAIL_SERVER = sandbox.smtp;
    return sandbox;
  });
// biome-ignore-end lint/correctness/noEmptyPattern: see above.
