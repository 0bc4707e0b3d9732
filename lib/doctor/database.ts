import "server-only";
import { Client } from "pg";
import { ConnectionProblem, prepareSession, sessionConfig } from "@/lib/db/pool-config";
import { readiness } from "@/lib/db/readiness";
import { type Finding, fine, nameOf, problem, warning } from "@/lib/doctor/finding";
import { env } from "@/lib/env";
import { checkDatabase, checkTimeZone } from "@/prisma/check-database";

/** The newest PostgreSQL that the tests run with, as a major version. */
const NEWEST = 18;

/** How long the database may take to connect, and for each query. Milliseconds. */
const TIMEOUT_MS = 10_000;

/** A round trip to the database above this many milliseconds slows down every page, which makes several. */
const SLOW_ROUND_TRIP_MS = 5;

/** A transaction that is open for longer keeps dead rows from being removed. Seconds. */
const LONG_TRANSACTION_SECONDS = 600;

/** A clock that differs by more makes sign-in links and tokens expire at the wrong time. Seconds. */
const CLOCK_SECONDS = 2;

type Facts = { version: string; major: number; foreign: number; oldest: number | null; database: string };

/**
 * Checks the database over both of its addresses: version, rights, extension, migrations, clock and speed.
 * @param newestMigration the migration that this build needs
 */
export async function examineDatabase(newestMigration: string): Promise<Finding[]> {
  const limits = { connectionTimeoutMillis: TIMEOUT_MS, query_timeout: TIMEOUT_MS };
  const client = new Client({ ...sessionConfig(env().DATABASE_DIRECT_URL), ...limits });
  // If the connection breaks, the query fails with the reason, so this event adds nothing.
  client.on("error", () => {});
  try {
    await client.connect();
    await prepareSession(client);
    await checkDatabase(client);
    await checkTimeZone(env().DATABASE_URL);
    return [...(await examineFacts(client)), await examineMigrations(newestMigration), ...(await examineSpeed(client))];
  } catch (error) {
    if (error instanceof ConnectionProblem) return [problem("database", error.message, "Nothing works until then.")];
    return [unreachable(nameOf(error))];
  } finally {
    await client.end().catch(() => {});
  }
}

/** @param code an SQLSTATE (PostgreSQL manual, appendix A) or the code of a network error */
function unreachable(code: string): Finding {
  if (code.startsWith("28")) {
    return problem(
      "database",
      `PostgreSQL refuses the user or the password (${code}).`,
      "Check user and password in DATABASE_URL and DATABASE_DIRECT_URL, and the server's pg_hba.conf.",
    );
  }
  if (code === "3D000") {
    return problem("database", "PostgreSQL has no such database.", "Create it, or correct the name in DATABASE_URL.");
  }
  return problem(
    "database",
    `The database does not answer (${code}).`,
    "Check DATABASE_URL and DATABASE_DIRECT_URL, the network, and whether PostgreSQL runs.",
  );
}

async function examineFacts(client: Client): Promise<Finding[]> {
  const { rows } = await client.query<Facts>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::int / 10000 AS major,
            (SELECT count(*)::int FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
              WHERE nspname IN ('public', 'graphile_worker') AND relkind IN ('r', 'p')
                AND NOT pg_has_role(relowner, 'USAGE')) AS foreign,
            (SELECT extract(epoch FROM now() - min(xact_start))::int FROM pg_stat_activity
              WHERE datname = current_database() AND backend_type = 'client backend') AS oldest,
            current_database() AS database`,
  );
  const [facts] = rows;
  if (!facts) return [];
  const { version, major, foreign, oldest } = facts;
  const findings = [
    major > NEWEST
      ? warning("database", `PostgreSQL ${version} is newer than any that was tested.`, "Use PostgreSQL 15 to 18.")
      : fine("database", `PostgreSQL ${version}, with pg_trgm, in UTF-8.`),
  ];
  if (foreign > 0) {
    findings.push(
      problem(
        "database",
        `The role does not own ${foreign} tables, so the next migration will fail.`,
        "Have a superuser run: REASSIGN OWNED, or ALTER TABLE … OWNER TO the role of DATABASE_URL.",
      ),
    );
  }
  if (oldest !== null && oldest > LONG_TRANSACTION_SECONDS) {
    findings.push(
      warning(
        "database",
        `A transaction has been open for ${oldest} seconds.`,
        "Find it in pg_stat_activity, and end it with pg_terminate_backend if nobody needs it.",
      ),
    );
  }
  return findings;
}

async function examineMigrations(newest: string): Promise<Finding> {
  return (await readiness(newest)) === "ready"
    ? fine("migrations", "All are applied.")
    : problem(
        "migrations",
        `The database lacks ${newest}.`,
        "Start a server of this version, or run its migrate command.",
      );
}

async function examineSpeed(client: Client): Promise<Finding[]> {
  const times: number[] = [];
  let difference = Number.POSITIVE_INFINITY;
  for (let n = 0; n < 5; n++) {
    const started = performance.now();
    const { rows } = await client.query<{ at: Date }>("SELECT clock_timestamp() AS at");
    times.push(performance.now() - started);
    const off = ((rows[0]?.at.getTime() ?? 0) - Date.now()) / 1_000;
    if (Math.abs(off) < Math.abs(difference)) difference = off;
  }
  const milliseconds = Math.round((times.sort((a, b) => a - b)[2] ?? 0) * 10) / 10;
  return [
    milliseconds > SLOW_ROUND_TRIP_MS
      ? warning(
          "database",
          `A round trip takes ${milliseconds} ms, and a page makes several.`,
          "Put the servers into the same data center as the database.",
        )
      : fine("database", `A round trip takes ${milliseconds} ms.`),
    clockFinding("the database", difference),
  ];
}

/**
 * Judges how far another clock is ahead of ours.
 * @param whose such as "ReceiptHero"
 */
export function clockFinding(whose: string, seconds: number): Finding {
  const off = Math.round(Math.abs(seconds) * 10) / 10;
  if (off <= CLOCK_SECONDS) return fine("clock", `This machine and ${whose} agree within ${CLOCK_SECONDS} s.`);
  return warning(
    "clock",
    `The clock of ${whose} is ${off} s ${seconds > 0 ? "ahead of" : "behind"} this machine's.`,
    "Let both take their time from NTP. Links and tokens would expire at the wrong time.",
  );
}
