import { randomBytes } from "node:crypto";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { migrate } from "../prisma/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    databaseServer: string;
    databaseTemplate: string;
  }
}

/**
 * Creates one migrated database, which is copied for each test file that needs one (test/database.ts). `npm test`
 * starts the server, and TEST_DATABASE_URL is a superuser's URL.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  // Once, for the projects of vitest.config.ts together.
  if (project !== project.vitest.getRootProject()) return;
  const databaseServer = process.env.TEST_DATABASE_URL;
  if (!databaseServer) throw new Error("TEST_DATABASE_URL is not set. Run the tests with: npm test -- unit");

  const databaseTemplate = `template_${randomBytes(6).toString("hex")}`;
  const client = new pg.Client({ connectionString: databaseServer });
  await client.connect();
  await client.query(`CREATE DATABASE ${databaseTemplate}`);
  const url = new URL(databaseServer);
  url.pathname = databaseTemplate;
  await migrate(url.href);

  project.provide("databaseServer", databaseServer);
  project.provide("databaseTemplate", databaseTemplate);
  return async () => {
    await client.query(`DROP DATABASE ${databaseTemplate} WITH (FORCE)`);
    await client.end();
  };
}
