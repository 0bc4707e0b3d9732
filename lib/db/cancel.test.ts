import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import getPort from "get-port";
import { Pool } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cancelLateQueries } from "@/lib/db/cancel";
import { PrismaClient } from "@/prisma/generated/client";
import { databaseUrl, startPostgres } from "@/tools/stack/parts/postgres";
import { beginRun, type Run } from "@/tools/stack/process/run";

const LIMIT_MS = 200;

let folder: string;
let run: Run;
let url: string;

/** A PostgreSQL of its own, whose commits wait for a standby that does not exist. */
beforeAll(async () => {
  run = await beginRun(null);
  folder = mkdtempSync(join(tmpdir(), "cancel-"));
  // PostgreSQL's user must pass through.
  chmodSync(folder, 0o711);
  const data = join(folder, "data");
  const server = { data, log: join(folder, "log"), port: await getPort(), password: "cancel" };
  await startPostgres(run, server, false, { synchronous_standby_names: "nobody" });
  url = databaseUrl(server, "postgres");
  const own = new Pool({ connectionString: `${url}?options=${encodeURIComponent("-c synchronous_commit=local")}` });
  await own.query("CREATE TABLE kept (id int)");
  await own.end();
}, 120_000);

afterAll(async () => {
  await run.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A pool of one connection, as behind a pooler. */
function startPool(): Pool {
  const pool = new Pool({ connectionString: url, max: 1, onConnect: (client) => cancelLateQueries(client, LIMIT_MS) });
  // PostgreSQL may end before it hears that the pool has ended, and tells the connections so.
  return pool.on("error", () => {});
}

test("a commit that no second node has is a failure, and the connection is replaced", async () => {
  const pool = startPool();
  const late = /succeeded after its cancel/;
  await expect(pool.query("INSERT INTO kept VALUES (1)")).rejects.toThrow(late);

  const client = await pool.connect();
  await client.query("BEGIN");
  await client.query("INSERT INTO kept VALUES (2)");
  await expect(client.query("COMMIT")).rejects.toThrow(late);
  client.release();

  // Both are there, so nothing but the client's care made them failures.
  expect((await pool.query("SELECT id FROM kept ORDER BY id")).rows).toEqual([{ id: 1 }, { id: 2 }]);
  await pool.end();
});

test("a transaction of Prisma whose commit no second node has is a failure, and the pool goes on", async () => {
  const pool = startPool();
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: true }) });
  await expect(prisma.$transaction((tx) => tx.$executeRaw`INSERT INTO kept VALUES (3)`)).rejects.toThrow();
  expect(await prisma.$queryRaw`SELECT id FROM kept WHERE id = 3`).toEqual([{ id: 3 }]);
  await prisma.$disconnect();
});

test("a late query is cancelled, and its transaction can be rolled back", async () => {
  const pool = startPool();
  const client = await pool.connect();
  await client.query("BEGIN");
  await expect(client.query("SELECT pg_sleep(600)")).rejects.toMatchObject({ code: "57014" });
  await client.query("ROLLBACK");
  expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  client.release();
  await pool.end();
});
