import { chmodSync, chownSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import getPort from "get-port";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { sessionConfig } from "../lib/db/pool-config.ts";
import { dataFolder } from "../tools/stack/bootstrap/paths.mjs";
import { startPostgres } from "../tools/stack/parts/postgres.ts";
import { findOwner } from "../tools/stack/parts/postgres-owner.ts";
import { beginRun, type Run } from "../tools/stack/process/run.ts";
import { explain } from "./explain-failure.ts";

const certificate = (name: string) => fileURLToPath(new URL(`../test/certificates/${name}`, import.meta.url));
const CA = certificate("ca.crt");
const ANOTHER = certificate("another.crt");

const PASSWORD = "tls-test";

let run: Run;
let folder: string;
let port: number;

/** A PostgreSQL with TLS, with a certificate for `localhost` from its own authority, and with a Unix socket. */
beforeAll(async () => {
  const data = join(dataFolder, "test/tls/postgres");
  const owner = findOwner(data);
  folder = mkdtempSync(join(tmpdir(), "tls-"));
  for (const name of ["server.crt", "server.key"]) copyFileSync(certificate(name), join(folder, name));
  for (const path of [folder, join(folder, "server.crt"), join(folder, "server.key")]) {
    if (owner.uid !== undefined && owner.gid !== undefined) chownSync(path, owner.uid, owner.gid);
  }
  chmodSync(join(folder, "server.key"), 0o600);
  port = await getPort();
  run = await beginRun(null);
  await startPostgres(run, { data, log: join(dataFolder, "test/tls/postgres.log"), port, password: PASSWORD }, false, {
    ssl: "on",
    ssl_cert_file: join(folder, "server.crt"),
    ssl_key_file: join(folder, "server.key"),
    unix_socket_directories: folder,
  });
}, 120_000);
afterAll(async () => {
  await run.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A pool that ignores the error when its server stops while the pool is closing. */
function openPool(url: string): pg.Pool {
  const pool = new pg.Pool(sessionConfig(url));
  pool.on("error", () => {});
  return pool;
}

/**
 * Connects.
 * @returns whether TLS is used, or the sentence that an operator reads
 */
async function connect(host: string, query: string): Promise<boolean | string> {
  const pool = openPool(`postgresql://postgres:${PASSWORD}@${host}:${port}/postgres${query}`);
  try {
    const { rows } = await pool.query<{ ssl: boolean }>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    return rows[0]?.ssl ?? "no row";
  } catch (error) {
    return explain(error);
  } finally {
    await pool.end();
  }
}

test.each([
  ["127.0.0.1", "", false],
  ["127.0.0.1", "?sslmode=disable", false],
  ["127.0.0.1", "?sslmode=require", true],
  ["127.0.0.1", "?ssl=true", true],
  ["127.0.0.1", `?sslmode=require&sslrootcert=${CA}`, true],
  ["127.0.0.1", `?sslmode=verify-ca&sslrootcert=${CA}`, true],
  ["localhost", `?sslmode=verify-full&sslrootcert=${CA}`, true],
  ["localhost", `?sslmode=verify-full&sslrootcert=${CA}&sslnegotiation=direct`, true],
])("%s with %s connects, with TLS: %s", async (host, query, isEncrypted) => {
  expect(await connect(host, query)).toBe(isEncrypted);
});

test.each([
  ["127.0.0.1", `?sslmode=verify-full&sslrootcert=${CA}`, /is for another host name/],
  ["localhost", "?sslmode=verify-full", /signed by an authority that is unknown here: add sslrootcert=/],
  ["localhost", `?sslmode=verify-full&sslrootcert=${ANOTHER}`, /signed by an authority that is unknown here/],
  ["127.0.0.1", `?sslmode=verify-ca&sslrootcert=${ANOTHER}`, /signed by an authority that is unknown here/],
  ["127.0.0.1", `?sslmode=require&sslrootcert=${ANOTHER}`, /signed by an authority that is unknown here/],
])("%s with %s is refused with the way out", async (host, query, sentence) => {
  expect(await connect(host, query)).toMatch(sentence);
});

test("a socket's directory connects, in either spelling", async () => {
  for (const address of [
    `postgresql://postgres:${PASSWORD}@/postgres?host=${folder}&port=${port}`,
    `postgresql://postgres:${PASSWORD}@${encodeURIComponent(folder)}:${port}/postgres`,
  ]) {
    const pool = openPool(address);
    const { rows } = await pool.query<{ isLocal: boolean }>(`SELECT inet_client_addr() IS NULL AS "isLocal"`);
    await pool.end();
    expect(rows).toEqual([{ isLocal: true }]);
  }
});

test("a server that offers no TLS is explained", async () => {
  const { hostname, port: withoutTls } = new URL(inject("databaseServer"));
  const pool = openPool(`postgresql://postgres@${hostname}:${withoutTls}/postgres?sslmode=require`);
  const error: unknown = await pool.connect().catch((reason: unknown) => reason);
  await pool.end();
  expect(explain(error)).toMatch(/The database offers no TLS, which sslmode demands/);
});

test("a server that demands TLS is explained", async () => {
  const admin = new pg.Client(`postgresql://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`);
  await admin.connect();
  const { rows } = await admin.query<{ file: string }>("SELECT current_setting('hba_file') AS file");
  await admin.query(`COPY (SELECT 'hostssl all all all scram-sha-256') TO '${rows[0]?.file}'`);
  await admin.query("SELECT pg_reload_conf()");
  await admin.end();
  await expect.poll(() => connect("127.0.0.1", "")).toMatch(/The database demands TLS: add sslmode=/);
  expect(await connect("127.0.0.1", "?sslmode=require")).toBe(true);
});
