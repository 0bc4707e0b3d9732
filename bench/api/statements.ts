import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { Problem } from "../../tools/stack/bootstrap/report.mjs";

/** A statement as PostgreSQL received it. */
export type Statement = { text: string; values: (string | null)[] };

/** The settings with which PostgreSQL's log says for each entry to which database it belongs. */
export const RECORDING = { log_line_prefix: "%d: " };

/** The statement that counts a call against its key's limit (lib/api-keys/authenticate.ts), and our own. */
const NOT_OF_THE_CALL = /"ApiKeyWindow"|^SELECT 'end'$/;

/** How often a call is made until two in a row make the same statements. */
const MOST_CALLS = 20;

/**
 * Records the statements that a call makes, without the one that checks its API key. PostgreSQL logs them, so that a
 * bare handler runs the application's own SQL and cannot fall behind it. A background job and the preparation of a new
 * database connection also appear in the log, so the call is made until two in a row have made the same statements.
 * @param log PostgreSQL's log
 * @param database the URL of the database that the call uses
 * @throws {Problem} when no two do
 */
export async function recordStatements(log: string, database: string, call: () => Promise<void>): Promise<Statement[]> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    await logStatements(client, "all");
    let last: Statement[] = [];
    for (let calls = 0; calls < MOST_CALLS; calls++) {
      const marker = `call ${randomUUID()}`;
      await client.query(`SELECT '${marker}'`);
      await call();
      await client.query(`SELECT 'end'`);
      const [, recorded = ""] = readFileSync(log, "utf8").split(`SELECT '${marker}'\n`);
      const statements = readLog(recorded, client.database ?? "").filter(({ text }) => !NOT_OF_THE_CALL.test(text));
      if (statements.length > 0 && textsOf(statements) === textsOf(last)) return statements;
      last = statements;
    }
    throw new Problem("A call makes other statements each time.");
  } finally {
    await logStatements(client, "none");
    await client.end();
  }
}

async function logStatements(client: pg.Client, which: "all" | "none"): Promise<void> {
  await client.query(`ALTER SYSTEM SET log_statement = '${which}'`);
  await client.query("SELECT pg_reload_conf()");
  // Each connection reads the settings before its next statement.
  for (;;) {
    const { rows } = await client.query<{ log_statement: string }>("SHOW log_statement");
    if (rows[0]?.log_statement === which) return;
    await sleep(10);
  }
}

const textsOf = (statements: Statement[]) => JSON.stringify(statements.map(({ text }) => text));

/** Reads the statements of a database from a part of PostgreSQL's log. The further lines of an entry begin with a tab. */
function readLog(part: string, database: string): Statement[] {
  const statements: Statement[] = [];
  for (const entry of part.split(/\n(?!\t)/)) {
    const [, kind, text = ""] =
      new RegExp(`^${database}: (LOG:  (?:statement|execute [^:]+)|DETAIL:  Parameters): (.*)$`, "is").exec(entry) ??
      [];
    const statement = statements.at(-1);
    if (kind?.startsWith("LOG")) statements.push({ text: text.replaceAll("\n\t", "\n"), values: [] });
    else if (kind && statement) statement.values = readValues(text.replaceAll("\n\t", "\n"));
  }
  return statements;
}

function readValues(list: string): Statement["values"] {
  return [...list.matchAll(/\$\d+ = (?:NULL|'((?:[^']|'')*)')/g)].map(
    ([, value]) => value?.replaceAll("''", "'") ?? null,
  );
}
