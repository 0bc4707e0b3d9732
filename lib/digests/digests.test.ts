import { beforeEach, expect } from "vitest";
import { db, type Transaction } from "@/lib/db/client";
import { queueDigests } from "@/lib/digests/queue";
import { writeStaffDigest } from "@/lib/digests/write-staff";
import { writeWeeklyDigest } from "@/lib/digests/write-weekly";
import { Prisma } from "@/prisma/generated/client";
import { addConnection, createAdmin, createMember, createMerchant, createOwner } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { refuse } from "@/test/user-mails";

const test = base
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** Adds a connection that is quiet or overdue. */
  .extend("addUnhealthy", ({ database }) => async (merchantId: string, health: "quiet" | "overdue", label: string) => {
    const id = await addConnection(database, merchantId, { label });
    const column = { quiet: "quietFrom", overdue: "overdueFrom" }[health];
    await database.client.query(
      `UPDATE "Connection" SET "${column}" = now() - interval '1 hour' WHERE "receiptheroId" = $1`,
      [id],
    );
    return id;
  })
  .extend("queued", ({ database }) => async () => {
    await database.client.query(`DELETE FROM "UserMail"`);
    await Promise.all([queueDigests(), queueDigests()]);
    const { rows } = await database.client.query(`SELECT kind, "userId" FROM "UserMail" ORDER BY kind`);
    return rows.map(({ kind, userId }) => `${kind} ${userId}`).sort();
  });

test.beforeAll(({ database }) => {
  expect(database).toBeDefined();
});
beforeEach<{ rows: (sql: string) => Promise<unknown[]> }>(async ({ rows }) => {
  const tables = ["UserMail", "DigestRun", "Connection", "User", "Event", "Counter"];
  for (const table of tables) await rows(`DELETE FROM "${table}"`);
});

const weekly = (userId: string) =>
  db().$transaction((tx) => writeWeeklyDigest(tx, { about: "", number: 1, userId, role: "MERCHANT", locale: "en" }));
const daily = (day: string, role: "ADMIN" | "MERCHANT" = "ADMIN") =>
  db().$transaction((tx) => writeStaffDigest(tx, { about: day, number: 1, userId: "", role, locale: "en" }));

test("a digest of a period is queued once, for staff and for the members of unhealthy connections who can act", async ({
  database,
  rows,
  queued,
  addUnhealthy,
}) => {
  const admin = await createAdmin(database);
  const merchant = await createMerchant(database, "Kirjakauppa Aalto Oy");
  const owner = await createMember(database, merchant, "OWNER");
  await createMember(database, merchant, "READER");
  await addConnection(database, (await createOwner(database)).merchant.id);
  await addUnhealthy(merchant.id, "quiet", "Turku");
  await addUnhealthy(merchant.id, "overdue", "Oulu");
  // It may be before the hour of the digests: then nothing is queued, and no run is noted.
  const [{ isTime }] = await rows(`SELECT extract(hour FROM now() AT TIME ZONE 'UTC') >= 5 AS "isTime"`);
  const [{ isWeekTime }] = await rows(
    `SELECT now() AT TIME ZONE 'UTC' >= date_trunc('week', now() AT TIME ZONE 'UTC') + interval '5 hours' AS "isWeekTime"`,
  );
  expect(await queued()).toEqual([
    ...(isTime ? [`STAFF_DIGEST ${admin.id}`] : []),
    ...(isWeekTime ? [`WEEKLY_DIGEST ${owner.id}`] : []),
  ]);
  if (isTime && isWeekTime) expect(await queued()).toEqual([]);
});

test("a digest for thousands of users is queued in steps, and a step that failed is taken again", async ({
  database,
  rows,
}) => {
  await rows(
    `INSERT INTO "User" (email, role) SELECT 'support-' || n || '@example.com', 'SUPPORT' FROM generate_series(1, 2500) n`,
  );
  await rows(`INSERT INTO "DigestRun" (kind, period, cursor) VALUES ('STAFF_DIGEST', '2026-01-05', gen_random_uuid())`);
  await rows(`UPDATE "DigestRun" SET cursor = (SELECT id FROM "User" ORDER BY id OFFSET 99 LIMIT 1)`);
  const queuedOf2026 = `SELECT count(*)::int AS mails, count(DISTINCT "userId")::int AS users FROM "UserMail" WHERE about = '2026-01-05'`;

  const [{ last }] = await rows(`SELECT id AS last FROM "User" ORDER BY id DESC LIMIT 1`);
  await rows(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''full''; END'`);
  await rows(
    `CREATE TRIGGER refuse BEFORE INSERT ON "UserMail" FOR EACH ROW WHEN (NEW."userId" = '${last}') EXECUTE FUNCTION refuse()`,
  );
  await expect(queueDigests()).rejects.toThrow("full");
  expect(await rows(queuedOf2026)).toEqual([{ mails: 2_000, users: 2_000 }]);

  await rows(`DROP FUNCTION refuse() CASCADE`);
  await Promise.all([queueDigests(), queueDigests()]);
  expect(await rows(queuedOf2026)).toEqual([{ mails: 2_400, users: 2_400 }]);
  expect(await rows(`SELECT * FROM "DigestRun" WHERE period = '2026-01-05' AND cursor IS NOT NULL`)).toEqual([]);
  await database.client.query(`DELETE FROM "User"`);
});

test("the digest of staff does not wait until tens of thousands of merchants' users were looked at", async ({
  database,
  rows,
}) => {
  const admin = await createAdmin(database);
  await rows(`UPDATE "User" SET id = 'ffffffff-ffff-4fff-bfff-ffffffffffff' WHERE id = '${admin.id}'`);
  await rows(`SET session_replication_role = 'replica'`); // Without triggers, which would take most of the time.
  await rows(`INSERT INTO "User" (email) SELECT 'user-' || n || '@example.com' FROM generate_series(1, 41000) n`);
  await rows(
    `INSERT INTO "DigestRun" (kind, period, cursor) VALUES ('STAFF_DIGEST', '2026-01-05', '00000000-0000-0000-0000-000000000000')`,
  );
  await queueDigests();
  expect(await rows(`SELECT "userId" FROM "UserMail" WHERE about = '2026-01-05'`)).toEqual([
    { userId: "ffffffff-ffff-4fff-bfff-ffffffffffff" },
  ]);
  await rows(`DELETE FROM "User"`);
  await rows(`RESET session_replication_role`);
});

test("the weekly digest names the connections of all businesses of a user, and is left out when there are none", async ({
  database,
  rows,
  addUnhealthy,
}) => {
  const user = await createOwner(database, "Kirjakauppa Aalto Oy");
  expect(await weekly(user.id)).toBeNull();
  const id = await addUnhealthy(user.merchant.id, "quiet", "Turku");
  await addUnhealthy(user.merchant.id, "overdue", "evil.example");
  await refuse(database, await addConnection(database, user.merchant.id, { label: "Refused" }));
  const content = await weekly(user.id);
  expect(content?.lists).toMatchObject([
    {
      heading: "Kirjakauppa Aalto Oy",
      items: [
        { text: "Turku: no receipt for unusually long", href: expect.stringContaining(`/connections/${id}`) },
        { text: "One of its connections: an announced receipt hasn't arrived" },
      ],
    },
  ]);
  expect(JSON.stringify(content)).not.toMatch(/evil|Refused/);

  await rows(`UPDATE "Member" SET role = 'READER'`);
  expect(await weekly(user.id)).toBeNull();
});

test("the weekly digest names at most twenty connections, and says that there are more", async ({
  database,
  addUnhealthy,
}) => {
  const user = await createOwner(database);
  for (let index = 0; index < 21; index += 1) await addUnhealthy(user.merchant.id, "quiet", `Shop ${index}`);
  const content = await weekly(user.id);
  expect(content?.lists?.[0]?.items).toHaveLength(20);
  expect(content?.after[0]).toContain("There are more.");
});

test("the daily digest has the changes of the day before, and what waits now", async ({ database, rows }) => {
  const user = await createOwner(database);
  const [first, second] = [
    await addConnection(database, user.merchant.id),
    await addConnection(database, user.merchant.id),
  ];
  expect(await daily("2026-03-02")).toBeNull();
  await refuse(database, first);
  await refuse(database, second);
  await rows(
    `UPDATE "Connection" SET "unauthorizedSince" = NULL, "unauthorizedReason" = NULL WHERE "receiptheroId" = $1`,
    [second],
  );
  await rows(`UPDATE "Event" SET at = '2026-03-01T23:59:59Z' WHERE type = 'connection.needs_reconnect'`);
  await rows(`UPDATE "Event" SET at = '2026-03-02T00:00:00Z' WHERE type = 'connection.recovered'`);
  const listed = async (day: string) =>
    (await daily(day))?.lists?.map(({ heading, items }) => [heading, ...items.map(({ text }) => text)]);
  const waits = ["Waiting for someone", "1 connection waits for its merchant to reconnect"];
  expect(await listed("2026-03-01")).toEqual([waits]);
  expect(await listed("2026-03-02")).toEqual([["Broken", "2 connections need reconnecting since yesterday"], waits]);
  expect(await listed("2026-03-03")).toEqual([["Recovered", "1 connection recovered"], waits]);
  expect(await daily("2026-03-02", "MERCHANT")).toBeNull();
});

test("the daily digest reads only the events that it counts, however many others a day has", async ({ rows }) => {
  await rows(
    `INSERT INTO "Event" (type, data, at) SELECT 'receipt.sent', '{}', '2026-03-01T12:00:00Z' FROM generate_series(1, 5000)`,
  );
  await rows(`ANALYZE "Event"`);
  const plans: string[] = [];
  await db().$transaction(async (tx) => {
    const $queryRaw = async (strings: TemplateStringsArray, ...values: unknown[]) => {
      const query = Prisma.sql(strings, ...values);
      plans.push(JSON.stringify(await tx.$queryRaw`EXPLAIN ${query}`));
      return tx.$queryRaw(query);
    };
    const explaining = { $queryRaw } as unknown as Transaction;
    await writeStaffDigest(explaining, { about: "2026-03-02", number: 1, userId: "", role: "ADMIN", locale: "en" });
  });
  expect(plans.filter((plan) => plan.includes('on \\"Event\\"'))).toEqual([
    expect.stringContaining("Event_health_idx"),
  ]);
});
