import { expect, vi } from "vitest";
import { authenticate } from "@/lib/api-keys/authenticate";
import { createApiKey } from "@/lib/api-keys/create";
import { endApiKey } from "@/lib/api-keys/end";
import { getApiKey, listApiKeys } from "@/lib/api-keys/list";
import { isKey, makeKey } from "@/lib/api-keys/secret";
import { db } from "@/lib/db/client";
import { type Admin, isPermitted } from "@/lib/principal";
import { dump, type TestDatabase } from "@/test/database";
import { createAdmin } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let admin: Admin;

test.beforeAll(async ({ database: ownDatabase }) => {
  database = ownDatabase;
  admin = await createAdmin(database);
});

const make = (days?: number) => createApiKey(admin, { name: "Billing", permissions: ["connections:read"], days });

/** The id of the newest key. */
async function newestId(): Promise<string> {
  const { rows } = await database.client.query<{ id: string }>(
    `SELECT id FROM "ApiKey" ORDER BY "createdAt" DESC LIMIT 1`,
  );
  return rows[0]?.id ?? "";
}

async function events(): Promise<unknown[]> {
  const { rows } = await database.client.query(
    `SELECT action, "actorId", after FROM "AuditEvent" WHERE after ->> 'apiKeyId' = $1 ORDER BY id`,
    [await newestId()],
  );
  return rows;
}

test("a key works with its permissions, and the database keeps only its hash", async () => {
  const secret = await make();
  expect(secret).toMatch(/^rhc_[0-9A-Za-z]{38}$/);
  const found = await authenticate(secret);
  expect(found?.key).toEqual({ id: await newestId(), permissions: ["connections:read"] });
  expect(found && isPermitted(found.key, "connections:read")).toBe(true);
  expect(found && isPermitted(found.key, "connections:write")).toBe(false);
  expect(await dump(database)).not.toContain(secret.slice(4, 36));
});

test("an ended key, an expired key and an unknown key are refused", async () => {
  const [ended, unknown] = [await make(), makeKey()];
  expect(await endApiKey(admin, await newestId())).toBe(true);
  const expired = await make(30);
  expect(await authenticate(expired)).not.toBeNull();
  await database.client.query(`UPDATE "ApiKey" SET "expiresAt" = now() WHERE id = $1`, [await newestId()]);
  for (const secret of [ended, expired, unknown]) expect(await authenticate(secret)).toBeNull();
});

test("each mistyped character is found by the checksum, and a mistyped key without a query", async () => {
  const secret = await make();
  for (let index = 0; index < secret.length; index++) {
    const wrong = secret[index] === "7" ? "8" : "7";
    expect(isKey(secret.slice(0, index) + wrong + secret.slice(index + 1)), `character ${index}`).toBe(false);
  }
  const query = vi.spyOn(db(), "$queryRaw");
  expect(await authenticate(`${secret}x`)).toBeNull();
  expect(await authenticate("")).toBeNull();
  expect(query).not.toHaveBeenCalled();
  query.mockRestore();
});

test("the requests of a second are counted once each, however many come at once", async () => {
  const secret = await make();
  await database.client.query(
    `INSERT INTO "ApiKeyWindow" ("apiKeyId", "startedAt", requests) VALUES ($1, now() + interval '1 hour', 0)`,
    [await newestId()],
  );
  const seen = await Promise.all(Array.from({ length: 40 }, () => authenticate(secret)));
  expect(seen.map((found) => found?.requests).sort((a = 0, b = 0) => a - b)).toEqual(
    Array.from({ length: 40 }, (_, index) => index + 1),
  );
});

test("a new second counts from one", async () => {
  const secret = await make();
  await database.client.query(
    `INSERT INTO "ApiKeyWindow" ("apiKeyId", "startedAt", requests) VALUES ($1, now() - interval '2 seconds', 50)`,
    [await newestId()],
  );
  expect((await authenticate(secret))?.requests).toBe(1);
});

test("the last use is written at most once a minute", async () => {
  const secret = await make();
  const id = await newestId();
  const lastUse = async () => (await getApiKey(admin, id))?.lastUsedAt;
  expect(await lastUse()).toBeNull();
  await authenticate(secret);
  const first = await lastUse();
  expect(first).toBeInstanceOf(Date);
  await authenticate(secret);
  expect(await lastUse()).toEqual(first);
  await database.client.query(`UPDATE "ApiKey" SET "lastUsedAt" = now() - interval '61 seconds' WHERE id = $1`, [id]);
  await authenticate(secret);
  expect((await lastUse())?.getTime()).toBeGreaterThanOrEqual(first?.getTime() ?? Number.POSITIVE_INFINITY);
});

test("making and ending a key are audited once, without the key", async () => {
  await make();
  const id = await newestId();
  expect(await endApiKey(admin, id)).toBe(true);
  expect(await endApiKey(admin, id)).toBe(true);
  expect(await endApiKey(admin, crypto.randomUUID())).toBe(false);
  expect(await events()).toEqual([
    { action: "api_key.created", actorId: admin.id, after: { apiKeyId: id, permissions: ["connections:read"] } },
    { action: "api_key.ended", actorId: admin.id, after: { apiKeyId: id } },
  ]);
});

test("the list shows every key once, newest first, page by page", async () => {
  await database.client.query(
    `INSERT INTO "ApiKey" (name, permissions, hash, "createdById", "createdAt")
     SELECT 'Key ' || n, '{}', 'hash ' || n, $1, now() - n * interval '1 hour' FROM generate_series(1, 60) n`,
    [admin.id],
  );
  const { rows, next } = await listApiKeys(admin, null);
  expect(rows).toHaveLength(50);
  expect(rows[0]).toMatchObject({ name: "Billing", createdBy: admin.email });
  expect(next).not.toBeNull();
  expect(JSON.stringify(rows)).not.toContain("hash");
});
