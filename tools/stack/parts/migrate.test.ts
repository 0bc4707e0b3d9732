import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, inject, test, vi } from "vitest";
import { takeMigrationLock, WAITING } from "../../../prisma/migration-lock.ts";
import { Problem } from "../bootstrap/report.mjs";
import { beginRun } from "../process/run.ts";
import { migrate } from "./migrate.ts";

test("a start that waits for another server's migration says so while it waits, and goes on", async () => {
  const name = `waiting_${randomBytes(6).toString("hex")}`;
  const server = new pg.Client({ connectionString: inject("databaseServer") });
  await server.connect();
  await server.query(`CREATE DATABASE ${name}`);
  const { href } = Object.assign(new URL(inject("databaseServer")), { pathname: name });
  const other = new pg.Client({ connectionString: href });
  await other.connect();
  await takeMigrationLock(other, 1_000, () => expect.unreachable());

  const lines: string[] = [];
  const log = vi.spyOn(console, "log").mockImplementation((line: string) => {
    lines.push(line);
    if (line.includes(WAITING)) void other.end();
  });
  const run = await beginRun(null);
  try {
    await migrate(run, { DATABASE_URL: href });
  } finally {
    log.mockRestore();
    await run.end();
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.end();
  }
  expect(lines.filter((line) => line.includes(WAITING))).toEqual([`  ${WAITING}`]);
  expect(lines.at(-1)).toMatch(/Tables up to date/);
});

test("a database that cannot be used is a problem in one sentence, without a stack or a password", async () => {
  const { hostname, port } = new URL(inject("databaseServer"));
  const run = await beginRun(null);
  try {
    const url = `postgresql://postgres:secret-value@${hostname}:${port}/postgres?sslmode=require`;
    const error: unknown = await migrate(run, { DATABASE_URL: url }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(Problem);
    expect(String(error)).toMatch(/The database offers no TLS, which sslmode demands: .*\.$/);
    expect(String(error)).not.toMatch(/secret-value|\n/);
  } finally {
    await run.end();
  }
});
