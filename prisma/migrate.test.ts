import { randomBytes } from "node:crypto";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { migrate } from "./migrate.ts";
import { takeMigrationLock } from "./migration-lock.ts";

/** An empty database with its own role, which may only log in. */
let name: string;
let url: URL;
let server: pg.Client;
let database: pg.Client;

beforeEach(async () => {
  name = `migrate_${randomBytes(6).toString("hex")}`;
  server = new pg.Client({ connectionString: inject("databaseServer") });
  await server.connect();
  await server.query(`CREATE ROLE ${name} LOGIN PASSWORD '${name}'`);
  await server.query(`CREATE DATABASE ${name}`);
  url = new URL(inject("databaseServer"));
  url.pathname = name;
  database = new pg.Client({ connectionString: url.href });
  await database.connect();
  Object.assign(url, { username: name, password: name });
});
afterEach(async () => {
  await database.end();
  await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
  await server.query(`DROP ROLE ${name}`);
  await server.end();
});

/** Expects a refusal before the first migration. */
async function expectRefusal(sentence: RegExp): Promise<void> {
  await expect(migrate(url.href)).rejects.toThrow(sentence);
  const { rows } = await database.query("SELECT FROM information_schema.tables WHERE table_schema = 'public'");
  expect(rows).toHaveLength(0);
}

/** Makes PostgreSQL refuse the extension to everyone except superusers, as some providers do. */
async function forbidExtensions(): Promise<void> {
  await database.query(`
    CREATE FUNCTION forbid() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NOT (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) THEN
        RAISE insufficient_privilege USING MESSAGE = 'permission denied to create extension';
      END IF;
    END $$;
    CREATE EVENT TRIGGER forbid ON ddl_command_start WHEN TAG IN ('CREATE EXTENSION') EXECUTE FUNCTION forbid()`);
}

test("a role without the right to create pg_trgm is told what to run, before the first migration", async () => {
  await expectRefusal(
    new RegExp(`may create neither schemas nor the extension pg_trgm.*GRANT CREATE ON DATABASE ${name}`),
  );

  await database.query(`GRANT CREATE ON DATABASE ${name} TO ${name}`);
  await expectRefusal(/may not create tables.*GRANT USAGE, CREATE ON SCHEMA public/);

  await database.query(`GRANT USAGE, CREATE ON SCHEMA public TO ${name}`);
  await forbidExtensions();
  await expectRefusal(/may not create the extension pg_trgm.*CREATE EXTENSION pg_trgm;/);

  await database.query("CREATE EXTENSION pg_trgm; DROP EVENT TRIGGER forbid");
  expect(await migrate(url.href)).not.toEqual([]);
});

test("a role that lost its rights still starts on tables that are up to date", async () => {
  await database.query(`ALTER DATABASE ${name} OWNER TO ${name}`);
  await migrate(url.href);
  await database.query(`ALTER DATABASE ${name} OWNER TO CURRENT_USER; REVOKE CREATE ON SCHEMA public FROM ${name}`);
  expect(await migrate(url.href)).toEqual([]);
});

test("a start after an upgrade of ICU rebuilds the indexes that ICU sorts, and records its version", async () => {
  await database.query(`ALTER DATABASE ${name} OWNER TO ${name}`);
  await migrate(url.href);
  const files = async () =>
    (
      await database.query<{ name: string; file: string; version: string }>(
        `SELECT relname AS name, relfilenode AS file, collversion AS version FROM pg_class, pg_collation
          WHERE relname LIKE 'ConnectionListing%' AND relkind = 'i' AND collname = 'nordic' ORDER BY relname`,
      )
    ).rows;
  const before = await files();
  await migrate(url.href);
  expect(await files()).toEqual(before);

  await database.query("UPDATE pg_collation SET collversion = '1' WHERE collname = 'nordic'");
  await migrate(url.href);
  const after = await files();
  expect(after.map(({ version }) => version)).toEqual(before.map(({ version }) => version));
  const rebuilt = after.filter(({ file }, index) => file !== before[index]?.file).map((index) => index.name);
  expect(rebuilt).toEqual([
    "ConnectionListing_business_receiptheroId_idx",
    "ConnectionListing_label_receiptheroId_idx",
  ]);
});

test("a database in another encoding is refused before the first migration", async () => {
  await database.end();
  await server.query(`DROP DATABASE ${name}`);
  await server.query(
    `CREATE DATABASE ${name} OWNER ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'`,
  );
  database = new pg.Client({
    connectionString: Object.assign(new URL(inject("databaseServer")), { pathname: name }).href,
  });
  await database.connect();
  await expectRefusal(/has the encoding LATIN1: create it with ENCODING 'UTF8'/);
});

test("a start that waits for another's migration says so, and goes on when that is done", async () => {
  await database.query(`ALTER DATABASE ${name} OWNER TO ${name}`);
  const other = new pg.Client({ connectionString: url.href });
  await other.connect();
  await takeMigrationLock(other, 1_000, () => expect.unreachable());
  const said: string[] = [];
  const applied = await migrate(url.href, () => {
    said.push("waiting");
    void other.end();
  });
  expect(said).toEqual(["waiting"]);
  expect(applied).not.toEqual([]);
});

test("a start gives up when another's migration does not end", async () => {
  const [other, waiting] = [
    new pg.Client({ connectionString: url.href }),
    new pg.Client({ connectionString: url.href }),
  ];
  await Promise.all([other.connect(), waiting.connect()]);
  await takeMigrationLock(other, 1_000, () => expect.unreachable());
  await expect(takeMigrationLock(waiting, 50, () => {})).rejects.toThrow(
    /Another server is still updating the tables .* so this one gave up/,
  );
  await Promise.all([other.end(), waiting.end()]);
});
