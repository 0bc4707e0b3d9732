import { randomBytes, randomUUID } from "node:crypto";
import { expect } from "vitest";
import { sealAuditEvents } from "@/lib/audit/seal/seal-events";
import { seal, unseal } from "@/lib/crypto/seal";
import { admin, json } from "@/test/admin";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase, mailSandbox: _ }) => {
  database = ownDatabase;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

test("reseal encrypts the rows of a former key again, and then no row needs it", async () => {
  const { merchant } = await createOwner(database);
  const ids = Array.from({ length: 30 }, () => randomUUID());
  for (const id of ids) await addConnection(database, merchant.id, { receiptheroId: id, sealedToken: seal(id, id) });
  const keys = `next:${randomBytes(32).toString("base64")},${process.env.TOKEN_KEYS}`;
  const { code, keys: use } = await json(["reseal"], { TOKEN_KEYS: keys });
  expect(code).toBe(0);
  expect(use).toEqual([
    { id: "next", state: "seals", rows: expect.any(Number) },
    { id: "test", state: "former", rows: 0 },
  ]);
  const [{ sealedToken }] = await rows(`SELECT "sealedToken" FROM "Connection" WHERE "receiptheroId" = $1`, [ids[0]]);
  expect(() => unseal(sealedToken, ids[0] ?? "")).toThrow();
  await rows(`DELETE FROM "Connection"`);
});

test("purge deletes what was kept long enough", async () => {
  const user = await createOwner(database);
  await rows(
    `INSERT INTO "Session" ("sessionToken", "userId", expires) SELECT n::text, $1::uuid, now() FROM generate_series(1, 25000) n`,
    [user.id],
  );
  // As the release before left it.
  await rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state, "processedAt", "firstReceivedAt")
     SELECT n::text, 'transaction_notification', 'unknown', '{"merchant_name": "Kahvila Aamu"}', 'DONE', now(), now() - interval '91 days'
       FROM generate_series(1, 11000) n`,
  );
  expect(await json(["purge"])).toEqual({ code: 0, rows: { sessions: 25_000 } });
  expect(await rows(`SELECT FROM "Notification" WHERE payload <> '{}'`)).toEqual([]);
  expect(await rows(`SELECT FROM "NotificationBody"`)).toEqual([]);
  expect((await admin(["purge"])).output).toBe("Nothing was due.\n");
});

test("verify names counters, search rows and connections that are wrong, and mends them with --repair", async () => {
  const { merchant } = await createOwner(database, "Kahvila Aamu Oy");
  const [listed, stuck] = [await addConnection(database, merchant.id), await addConnection(database, merchant.id)];
  const deleted = await createOwner(database);
  const living = await addConnection(database, deleted.merchant.id, { label: "living" });
  expect(await json(["verify"])).toMatchObject({ code: 0, isFine: true });

  await rows(`INSERT INTO "Counter" (scope, key, delta) VALUES ('health', 'healthy', 7), ('bulk:gone', 'DONE', 2)`);
  await rows(`UPDATE "ConnectionListing" SET business = 'other' WHERE "receiptheroId" = $1`, [listed]);
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
    [stuck],
  );
  await rows(`UPDATE "Merchant" SET "deletedAt" = now() WHERE id = $1`, [deleted.merchant.id]);
  const wrong = [
    { check: "counters", found: 2, examples: ["bulk:gone DONE", "health healthy"] },
    { check: "listings", found: 1, examples: [listed] },
    { check: "disconnects without a job", found: 1, examples: [stuck] },
    { check: "connections of deleted businesses", found: 1, examples: [living] },
  ];
  expect(await json(["verify"])).toMatchObject({ code: 1, checks: wrong });
  expect(await json(["verify", "--repair"])).toMatchObject({ code: 0, checks: wrong });
  expect(await json(["verify"])).toMatchObject({ code: 0, checks: wrong.map(({ check }) => ({ check, found: 0 })) });
  expect(await rows(`SELECT status FROM "Connection" WHERE "receiptheroId" = $1`, [living])).toEqual([
    { status: "DISCONNECTING" },
  ]);
});

test("verify names an event that a superuser changed, and one that was removed", async () => {
  await sealAuditEvents();
  const { audit } = await json(["verify"]);
  const [changed, removed] = await rows(`SELECT id::text FROM "AuditEvent" ORDER BY id LIMIT 2`);
  await rows("SET session_replication_role = replica");
  await rows(`UPDATE "AuditEvent" SET action = 'user.disabled' WHERE id = $1`, [changed.id]);
  await rows(`DELETE FROM "AuditEvent" WHERE id = $1`, [removed.id]);
  await rows("SET session_replication_role = DEFAULT");
  const { code, output } = await admin(["verify", "--repair", "--head", `${audit.head.position}:${audit.head.hash}`]);
  expect(code).toBe(1);
  expect(output).toContain(`event ${changed.id}, or its seal, was changed`);
  expect(output).toContain(`event ${removed.id} was removed`);
  expect(output).not.toContain("was noted");
});
