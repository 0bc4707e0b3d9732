import { expect } from "vitest";
import { db, patientDb } from "@/lib/db/client";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

const ZONE = "Pacific/Kiritimati";

let database: TestDatabase;

/** A database whose time zone is fourteen hours from UTC. Every other setting of a time zone agrees with it. */
test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  await database.client.query(`ALTER DATABASE ${database.name} SET timezone TO '${ZONE}'`);
  await database.client.query(`ALTER ROLE CURRENT_USER IN DATABASE ${database.name} SET timezone TO '${ZONE}'`);
  process.env.DATABASE_URL = `${database.url}?options=${encodeURIComponent(`-c timezone=${ZONE}`)}&timezone=${ZONE}`;
  // With these settings pg would request TLS, which this server does not offer, and send the options.
  Object.assign(process.env, { PGTZ: ZONE, PGOPTIONS: `-c timezone=${ZONE}`, PGSSLMODE: "require" });
});

test("times are right with any time zone of the database, the role, the URL and the environment", async () => {
  const at = new Date("2026-06-15T12:34:56.789Z");
  for (const client of [db(), patientDb()]) {
    const { id } = await client.merchant.create({
      data: { name: "Kahvila Aamu", createdAt: at },
      select: { id: true },
    });
    const { createdAt } = await client.merchant.findUniqueOrThrow({ where: { id }, select: { createdAt: true } });
    expect(createdAt).toEqual(at);

    const { rows } = await database.client.query<{ createdAt: Date }>(
      `SELECT "createdAt" FROM "Merchant" WHERE id = $1`,
      [id],
    );
    expect(rows).toEqual([{ createdAt: at }]);

    const [raw] = await client.$queryRaw<{ zone: string; at: Date; day: string }[]>`
      SELECT current_setting('TimeZone') AS zone, ${at}::timestamptz AS at, (${at}::timestamptz)::date::text AS day`;
    expect(raw).toEqual({ zone: "UTC", at, day: "2026-06-15" });
  }
});

test("no query runs longer than its limit on a connection of our own", async () => {
  const limits = await Promise.all(
    [db(), patientDb()].map((client) => client.$queryRaw`SELECT current_setting('statement_timeout') AS limit`),
  );
  expect(limits).toEqual([[{ limit: "5s" }], [{ limit: "30s" }]]);
});
