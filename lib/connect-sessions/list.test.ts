import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { listConnectSessions, type SessionFilter, sessionFilterSchema } from "@/lib/connect-sessions/list";
import { decodeCursor, NEWEST_FIRST } from "@/lib/db/keyset";
import type { TestDatabase } from "@/test/database";
import { addApiKey, createOwner, someStaff } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
const staff = someStaff();

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  await database.client.query(`DELETE FROM "ConnectSession"`);
});

const NOTHING = { status: null, merchant: null, id: null };

/** Adds sessions of a merchant that were created in the same moment. */
async function add(merchantId: string, count: number, fields: Record<string, unknown> = {}): Promise<string[]> {
  const values = { status: "pending", createdAt: "2026-01-01T00:00:00Z", endedAt: null, reason: null, ...fields };
  const { rows } = await database.client.query<{ id: string }>(
    `INSERT INTO "ConnectSession" ("tokenHash", purpose, "merchantId", label, scopes, status, "createdAt", "endedAt", reason, "apiKeyId")
     SELECT gen_random_uuid()::text, 'connect', $1, 'Turku', '{}', $2::"ConnectSessionStatus", $3, $4, $5, $6
       FROM generate_series(1, $7) RETURNING id`,
    [merchantId, values.status, values.createdAt, values.endedAt, values.reason, fields.apiKeyId ?? null, count],
  );
  return rows.map(({ id }) => id);
}

/** The ids of all pages. */
async function walk(filter: Partial<SessionFilter> = {}): Promise<string[][]> {
  const pages: string[][] = [];
  let after: string | null = null;
  do {
    const page = await listConnectSessions(staff, { ...NOTHING, ...filter }, decodeCursor(NEWEST_FIRST, after));
    pages.push(page.rows.map(({ id }) => id));
    after = page.next;
  } while (after);
  return pages;
}

test("the pages have every session once, newest first, although many are of the same moment", async () => {
  const { merchant } = await createOwner(database);
  const old = await add(merchant.id, 120);
  const [newest] = await add(merchant.id, 1, { createdAt: "2026-01-02T00:00:00Z" });
  const pages = await walk();
  expect(pages.map((page) => page.length)).toEqual([50, 50, 21]);
  expect(pages.flat()).toEqual([newest, ...old.toSorted()]);
});

test("a filter shows the sessions of a status, of a merchant, or one, and names the merchant", async () => {
  const [one, other] = [await createOwner(database, "Kahvila Aamu"), await createOwner(database)];
  const ended = { status: "failed", endedAt: new Date(), reason: "not_active" };
  const [open] = await add(one.merchant.id, 1);
  const [failed] = await add(one.merchant.id, 1, ended);
  const [foreign] = await add(other.merchant.id, 1, ended);
  expect((await walk({ status: "failed" })).flat().sort()).toEqual([failed, foreign].sort());
  expect((await walk({ merchant: one.merchant.id })).flat().sort()).toEqual([open, failed].sort());
  expect(await walk({ merchant: one.merchant.id, status: "failed" })).toEqual([[failed]]);
  expect(await walk({ id: foreign ?? "" })).toEqual([[foreign]]);
  expect(await walk({ id: randomUUID() })).toEqual([[]]);
  const { business } = await listConnectSessions(staff, { ...NOTHING, merchant: one.merchant.id }, null);
  expect(business).toBe("Kahvila Aamu");
});

test("a session whose time is over is expired at once, in its row and in the filters", async () => {
  const { merchant } = await createOwner(database);
  const ended = { status: "expired", endedAt: new Date(), reason: "expired", createdAt: "2026-01-01T00:00:02Z" };
  const [pending] = await add(merchant.id, 1);
  const [due] = await add(merchant.id, 1, { createdAt: "2026-01-01T00:00:01Z" });
  const [swept] = await add(merchant.id, 1, ended);
  await database.client.query(`UPDATE "ConnectSession" SET "expiresAt" = now() - interval '1 second' WHERE id = $1`, [
    due,
  ]);
  expect(await walk({ status: "expired" })).toEqual([[swept, due]]);
  expect(await walk({ status: "pending", merchant: merchant.id })).toEqual([[pending]]);
  const { rows } = await listConnectSessions(staff, NOTHING, null);
  expect(rows.map(({ id, status, reason }) => [id, status, reason])).toEqual([
    [swept, "expired", "expired"],
    [due, "expired", "expired"],
    [pending, "pending", null],
  ]);
});

test("a row names the key that created the session, and the connection that it led to before the one that it is about", async () => {
  const { merchant } = await createOwner(database);
  await addApiKey(database, ["connect:write"]);
  const { rows: keys } = await database.client.query(`SELECT id, name FROM "ApiKey" ORDER BY "createdAt" DESC LIMIT 1`);
  const [id] = await add(merchant.id, 1, { apiKeyId: keys[0].id });
  const seen = async () => (await listConnectSessions(staff, { ...NOTHING, id: id ?? "" }, null)).rows[0];
  expect(await seen()).toMatchObject({ keyName: keys[0].name, receiptheroId: null, label: "Turku" });
  await database.client.query(
    `UPDATE "ConnectSession" SET purpose = 'reconnect', "receiptheroId" = 'before', "connectedId" = 'after',
            status = 'connected', "endedAt" = now() WHERE id = $1`,
    [id],
  );
  expect(await seen()).toMatchObject({ receiptheroId: "after", status: "connected" });
});

test("a filter of another form is refused", () => {
  const refused = [{ status: "deleted" }, { merchant: "1" }, { id: "x" }, { id: ["a", "b"] }];
  for (const filter of refused) expect(sessionFilterSchema.safeParse({ ...NOTHING, ...filter }).success).toBe(false);
});
