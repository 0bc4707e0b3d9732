import { randomBytes } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** Calls `use` with a new, empty database, and drops it afterwards. */
export async function withEmptyDatabase<T>(
  use: (database: { url: string; client: pg.Client }) => Promise<T>,
): Promise<T> {
  const name = `empty_${randomBytes(6).toString("hex")}`;
  const server = new pg.Client({ connectionString: inject("databaseServer") });
  await server.connect();
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(inject("databaseServer"));
  url.pathname = name;
  const client = new pg.Client({ connectionString: url.href });
  // On a busy machine, PostgreSQL may still be closing the session when the database is dropped, and terminates it.
  client.on("error", () => {});
  await client.connect();
  try {
    return await use({ url: url.href, client });
  } finally {
    await client.end();
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.end();
  }
}
