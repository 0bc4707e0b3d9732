import pg from "pg";
import { pooledConfig } from "../../lib/db/pool-config.ts";
import { connect, disconnect } from "../fixtures/connect-over-http.ts";
import { createDatabase, type Database } from "../fixtures/database.ts";
import { makeJobDue, untilDisconnected } from "../fixtures/disconnecting.ts";
import { en } from "../fixtures/messages.ts";
import { type Pooler, startPooler } from "../fixtures/pooler.ts";
import { startProgram } from "../fixtures/program.ts";
import { signInAsAdmin, signUpDirectly } from "../fixtures/sign-in.ts";
import { expect, test } from "../fixtures/test.ts";

/** Fourteen hours from UTC. */
const ZONE = "Pacific/Kiritimati";

let database: Database;
let pooler: Pooler;

test.beforeAll(async () => {
  const { TEST_DATABASE_URL = "" } = process.env;
  database = await createDatabase(TEST_DATABASE_URL);
  const { username } = new URL(database.url);
  await database.rows(`ALTER DATABASE ${username} SET timezone TO '${ZONE}'`);
  await database.rows(`ALTER ROLE ${username} SET timezone TO '${ZONE}'`);
  pooler = await startPooler(database);
});
test.afterAll(async () => {
  await pooler.stop();
  await database.drop();
});

/**
 * Runs the migrations, as each start does.
 * @returns the exit code and the output
 */
async function migrate(settings: Record<string, string>): Promise<{ code: number | undefined; output: string }> {
  const program = startProgram(["prisma/main.ts"], settings);
  const { exitCode } = await program.process;
  return { code: exitCode, output: program.output() };
}

const clock = async () => (await database.row<{ now: Date }>("SELECT now()")).now.getTime();

test("merchants and staff work through PgBouncer in transaction mode, and certificates have the right times", {
  tag: "@pgbouncer",
}, async ({ openBrowser, openContext, stack }) => {
  const query = new URLSearchParams({ options: `-c timezone=${ZONE}`, statement_timeout: "5000" });
  const settings = { DATABASE_URL: `${pooler.url}?${query}`, DATABASE_DIRECT_URL: database.url, PGTZ: ZONE };
  expect(await migrate(settings)).toMatchObject({ code: 0 });

  const app = await stack.startAnotherApp({ ...settings, PGOPTIONS: `-c timezone=${ZONE}` });
  const alone = { ...stack, app, database };
  const merchant = await openContext({ baseURL: app.url });
  const begun = await clock();
  const user = await signUpDirectly(merchant, alone);
  const id = await connect(merchant, { label: "Torikatu" });

  await test.step("a job ends the connection", async () => {
    await stack.sandbox.setFault("revoke", "503");
    await disconnect(merchant, id);
    await stack.sandbox.clearFaults();
    await makeJobDue(alone, id);
    await untilDisconnected(alone, user);
  });
  const ended = await clock();

  const staff = await openBrowser({ baseURL: app.url });
  await signInAsAdmin(staff, alone);
  await test.step("staff search, sort and read the certificate", async () => {
    await staff.goto(`/admin/connections?q=${encodeURIComponent("torikatu")}&sort=business`);
    await expect(staff.getByRole("table").locator("tbody tr")).toHaveCount(1);
    const certificate = await staff.request.get(`/admin/connections/${id}/certificate.json`);
    const times = [...(await certificate.text()).matchAll(/"(\d{4}-\d\d-\d\dT[\d:.]+Z)"/g)].map(([, at]) =>
      new Date(at ?? "").getTime(),
    );
    expect(times.length).toBeGreaterThan(4);
    for (const at of times) expect(at).toBeGreaterThan(begun - 1);
    expect(times.filter((at) => at > ended)).toHaveLength(1); // the time of issue
  });
  await expect(staff.getByRole("heading", { level: 1 })).toHaveText(en.admin.connections.title);

  await test.step("no setting of the application reaches another client of the pooler", async () => {
    const pool = new pg.Pool({ connectionString: pooler.url, max: 5 });
    const clients = await Promise.all(Array.from({ length: 5 }, () => pool.connect()));
    // Transactions that are open at the same time use separate server connections.
    await Promise.all(clients.map((client) => client.query("BEGIN")));
    const states = await Promise.all(
      clients.map((client) =>
        client.query(
          `SELECT current_setting('statement_timeout') AS statement, current_setting('enable_seqscan') AS scan,
                  current_setting('TimeZone') AS zone`,
        ),
      ),
    );
    for (const client of clients) client.release(true);
    await pool.end();
    for (const { rows } of states) expect(rows).toEqual([{ statement: "0", scan: "on", zone: ZONE }]);
  });
  await app.kill();
});

test("a start through PgBouncer without DATABASE_DIRECT_URL is refused, and the setting is named", {
  tag: "@pgbouncer",
}, async () => {
  const { code, output } = await migrate({ DATABASE_URL: pooler.url });
  expect(code).toBe(1);
  expect(output).toContain("leads to a pooler such as PgBouncer: set DATABASE_DIRECT_URL");
  expect(output).toContain("DATABASE_DIRECT_URL=postgresql://");
  expect(output).not.toContain(database.password);
});

test("a query that takes too long behind PgBouncer ends at the server, and its transaction can be rolled back", {
  tag: "@pgbouncer",
}, async () => {
  const pool = new pg.Pool(pooledConfig(pooler.url, { connect: 10_000, query: 500 }));
  const late = () =>
    database.rows("SELECT query FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'SELECT pg_sleep(600)%'");

  await expect(pool.query("SELECT pg_sleep(600)")).rejects.toMatchObject({ code: "57014" });
  await expect.poll(late).toEqual([]);

  const client = await pool.connect();
  await client.query("BEGIN");
  await expect(client.query("SELECT pg_sleep(600)")).rejects.toMatchObject({ code: "57014" });
  await client.query("ROLLBACK");
  expect((await client.query("SELECT current_setting('TimeZone') AS zone")).rows).toEqual([{ zone: "UTC" }]);
  client.release();
  await expect.poll(late).toEqual([]);
  await pool.end();
});
