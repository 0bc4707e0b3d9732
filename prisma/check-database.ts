import pg from "pg";
import { ConnectionProblem, pooledConfig } from "../lib/db/pool-config.ts";

/** The oldest PostgreSQL that the migrations support, as server_version_num. */
const OLDEST = 150_000;

/** PostgreSQL's insufficient_privilege. */
const FORBIDDEN = "42501";

/** How long the application's database URL may take to answer, in milliseconds. */
const LIMITS = { connect: 10_000, query: 10_000 };

type Facts = {
  version: number;
  isStandby: boolean;
  isReadOnly: boolean;
  encoding: string;
  hasIcu: boolean;
  hasTables: boolean;
  hasTrigrams: boolean;
  trigramsAvailable: boolean;
  mayCreateSchemas: boolean;
  mayCreateTables: boolean;
  database: string;
  role: string;
};

/**
 * Checks that a database has everything that the migrations need, before the first of them runs.
 * @throws ConnectionProblem that states what is missing and what to run
 */
export async function checkDatabase(client: pg.Client): Promise<void> {
  const facts = await readFacts(client);
  const problem = problemOf(facts) ?? (facts.hasTrigrams ? null : await problemOfTrigrams(client, facts));
  if (problem !== null) throw new ConnectionProblem(problem);
}

/**
 * Checks that the application's connections, perhaps through a pooler, use UTC.
 * @throws ConnectionProblem when they do not; what pg throws when the database does not answer
 */
export async function checkTimeZone(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ ...pooledConfig(databaseUrl, LIMITS), max: 1 });
  // If a connection breaks, its query fails with the reason, so this event adds nothing.
  pool.on("error", () => {});
  try {
    const { rows } = await pool.query<{ zone: string }>("SELECT current_setting('TimeZone') AS zone");
    if (rows[0]?.zone === "UTC") return;
    throw new ConnectionProblem(
      "The time zone UTC did not take on a connection of DATABASE_URL, so all times would be wrong: use a pooler that " +
        "keeps the time zone of each client, as PgBouncer does.",
    );
  } finally {
    await pool.end();
  }
}

async function readFacts(client: pg.Client): Promise<Facts> {
  const { rows } = await client.query<Facts>(
    `SELECT current_setting('server_version_num')::int AS version, pg_is_in_recovery() AS "isStandby",
            current_setting('transaction_read_only')::boolean AS "isReadOnly",
            getdatabaseencoding() AS encoding, EXISTS (SELECT FROM pg_collation WHERE collprovider = 'i') AS "hasIcu",
            to_regclass('_prisma_migrations') IS NOT NULL AS "hasTables",
            EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') AS "hasTrigrams",
            EXISTS (SELECT FROM pg_available_extensions WHERE name = 'pg_trgm') AS "trigramsAvailable",
            has_database_privilege(current_database(), 'CREATE') AS "mayCreateSchemas",
            coalesce(has_schema_privilege(current_schema(), 'CREATE'), FALSE) AS "mayCreateTables",
            quote_ident(current_database()) AS database, quote_ident(current_user) AS role`,
  );
  const [facts] = rows;
  if (!facts) throw new Error("The database did not describe itself.");
  return facts;
}

function problemOf(facts: Facts): string | null {
  const { database, role } = facts;
  if (facts.version < OLDEST) return `PostgreSQL ${Math.floor(facts.version / 10_000)} is too old: use 15 to 18.`;
  if (facts.isStandby) return "The address leads to a standby server, which takes no changes: use the primary's.";
  if (facts.isReadOnly) {
    return "The database takes no changes (default_transaction_read_only is on). Providers set that when the disk is full: make room, and set it to off.";
  }
  if (facts.encoding !== "UTF8") {
    return `The database ${database} has the encoding ${facts.encoding}: create it with ENCODING 'UTF8'.`;
  }
  if (!facts.hasIcu) return "This PostgreSQL was built without ICU, which sorts the lists: use a build with ICU.";
  if (facts.hasTables) return null;
  if (!facts.mayCreateSchemas) {
    return `The role ${role} may create neither schemas nor the extension pg_trgm in the database ${database}. Have its owner run: GRANT CREATE ON DATABASE ${database} TO ${role};`;
  }
  if (!facts.mayCreateTables) {
    return `The role ${role} may not create tables. Have a superuser run, in the database ${database}: GRANT USAGE, CREATE ON SCHEMA public TO ${role};`;
  }
  return null;
}

/**
 * Only PostgreSQL knows who may create an extension: that depends on the role, the extension and the provider's rules.
 */
async function problemOfTrigrams(
  client: pg.Client,
  { trigramsAvailable, database, role }: Facts,
): Promise<string | null> {
  if (!trigramsAvailable) {
    return "PostgreSQL has no extension pg_trgm: install its contrib package (postgresql-contrib), and start again.";
  }
  await client.query("BEGIN");
  try {
    await client.query("CREATE EXTENSION pg_trgm");
    return null;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError) || error.code !== FORBIDDEN) throw error;
    return `The role ${role} may not create the extension pg_trgm. Have a superuser run, in the database ${database}: CREATE EXTENSION pg_trgm;`;
  } finally {
    await client.query("ROLLBACK");
  }
}
