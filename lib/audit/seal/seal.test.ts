import { beforeEach, expect, vi } from "vitest";
import { recordAuditEvents } from "@/lib/audit/record";
import { checkAuditLog } from "@/lib/audit/seal/check";
import { sealAuditEvents } from "@/lib/audit/seal/seal-events";
import { db } from "@/lib/db/client";
import { log } from "@/lib/log";
import type { TestDatabase } from "@/test/database";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(() => tamper(`TRUNCATE "AuditEvent", "AuditSeal" RESTART IDENTITY`));

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

/** Runs a statement as a superuser who has switched the triggers off. */
async function tamper(sql: string): Promise<void> {
  await rows("SET session_replication_role = replica");
  await rows(sql);
  await rows("SET session_replication_role = DEFAULT");
}

const record = (count: number) =>
  db().$transaction((tx) =>
    recordAuditEvents(
      tx,
      Array.from({ length: count }, (_, n) => ({
        actor: { type: "SYSTEM" },
        action: "user.made_admin",
        after: { n, text: 'ä \\ "' },
      })),
    ),
  );

const check = (noted: Parameters<typeof checkAuditLog>[0] = null) => checkAuditLog(noted, () => {});
const chain = async () =>
  (await rows(`SELECT "eventId"::int AS id FROM "AuditSeal" WHERE position IS NOT NULL ORDER BY position`)).map(
    ({ id }) => id,
  );

test("several servers seal each event once, and the chain has no gap", async () => {
  await record(2_500);
  await Promise.all([sealAuditEvents(), sealAuditEvents(), sealAuditEvents()]);
  await sealAuditEvents();
  expect(await chain()).toEqual(Array.from({ length: 2_500 }, (_, n) => n + 1));
  expect(await rows(`SELECT min(position)::int, max(position)::int FROM "AuditSeal"`)).toEqual([
    { min: 1, max: 2_500 },
  ]);
  expect(await check()).toMatchObject({ head: { position: 2_500n }, waiting: 0, problems: [] });
});

test("an event that commits late is sealed behind those that were faster, and waits for nobody", async () => {
  const insert = `INSERT INTO "AuditEvent" ("actorType", action) VALUES ('SYSTEM', 'user.made_admin')`;
  await rows("BEGIN");
  await rows(insert);
  await record(2);
  await sealAuditEvents();
  expect(await chain()).toEqual([2, 3]);
  await rows("COMMIT");

  // While a server seals, events are written.
  await rows("BEGIN");
  await rows("SELECT pg_advisory_xact_lock(hashtext('seal_audit_events'))");
  await record(1);
  await sealAuditEvents();
  expect(await chain()).toEqual([2, 3]);
  await rows("COMMIT");

  expect((await check()).waiting).toBe(2);
  await sealAuditEvents();
  expect(await chain()).toEqual([2, 3, 1, 4]);
  expect(await check()).toMatchObject({ waiting: 0, problems: [] });
});

test("the head is logged when it has moved on, and at most every five minutes", async () => {
  const info = vi.spyOn(log, "info");
  vi.useFakeTimers({ toFake: ["Date"] });
  const sealLater = async (minutes: number) => {
    info.mockClear();
    vi.setSystemTime(Date.now() + minutes * 60_000);
    await sealAuditEvents();
    return info.mock.calls.map(([facts]) => facts);
  };
  await record(2);
  expect(await sealLater(6)).toMatchObject([{ position: "2" }]);
  await record(1);
  expect(await sealLater(4)).toEqual([]);
  const { head } = await check();
  expect(await sealLater(2)).toEqual([{ position: "3", hash: head?.hash }]);
  expect(await sealLater(60)).toEqual([]);
  info.mockRestore();
  vi.useRealTimers();
});

test.each([
  ["action = 'user.disabled'", "the action"],
  [`at = at + interval '1 ms'`, "the time"],
  [`"actorId" = gen_random_uuid()`, "the actor"],
  [`"merchantId" = gen_random_uuid()`, "the business"],
  [`"receiptheroId" = 'other'`, "the connection"],
  [`before = '{"n": 7}'`, "the state before"],
  ["after = NULL", "the state after"],
])("an event with %s is named", async (change) => {
  await record(5);
  await sealAuditEvents();
  await tamper(`UPDATE "AuditEvent" SET ${change} WHERE id = 3`);
  expect((await check()).problems).toEqual([{ problem: "changed", eventId: "3" }]);
});

test("an event that was removed is named, sealed or not, and so is one that took its place", async () => {
  await record(5);
  await sealAuditEvents();
  await record(1);
  await tamper(`DELETE FROM "AuditEvent" WHERE id IN (2, 6)`);
  expect((await check()).problems).toEqual([
    { problem: "missing", eventId: "2" },
    { problem: "missing", eventId: "6" },
  ]);
  await tamper(`INSERT INTO "AuditEvent" (id, "actorType", action) VALUES (2, 'SYSTEM', 'user.disabled')`);
  expect((await check()).problems[0]).toEqual({ problem: "changed", eventId: "2" });
});

test("events that were removed with their seals leave a gap, and one that was added has no seal", async () => {
  await record(5);
  await sealAuditEvents();
  await tamper(`DELETE FROM "AuditEvent" WHERE id IN (2, 3); DELETE FROM "AuditSeal" WHERE "eventId" IN (2, 3)`);
  await tamper(`INSERT INTO "AuditEvent" (id, "actorType", action) VALUES (99, 'SYSTEM', 'user.disabled')`);
  await sealAuditEvents();
  expect((await check()).problems).toEqual([
    { problem: "gap", position: "2", until: "4" },
    { problem: "not_sealed", eventId: "99" },
  ]);
});

test("a chain that was cut or written again differs from the head that was noted", async () => {
  await record(5);
  await sealAuditEvents();
  const { head } = await check();
  await record(2);
  await sealAuditEvents();
  expect((await check(head)).problems).toEqual([]);

  await tamper(`DELETE FROM "AuditEvent" WHERE id > 3; DELETE FROM "AuditSeal" WHERE "eventId" > 3`);
  expect((await check()).problems).toEqual([]);
  expect((await check(head)).problems).toEqual([{ problem: "cut", position: "5" }]);
  await tamper(
    `UPDATE "AuditSeal" SET position = NULL, hash = NULL; UPDATE "AuditEvent" SET action = 'user.disabled' WHERE id = 1`,
  );
  await record(2);
  await sealAuditEvents();
  expect((await check()).problems).toEqual([]);
  expect((await check(head)).problems).toEqual([{ problem: "other_head", position: "5" }]);
});

test("a seal takes no change, and a seal that waits only its position", async () => {
  await record(2);
  await sealAuditEvents();
  await record(1);
  for (const change of [
    `UPDATE "AuditSeal" SET hash = '' WHERE "eventId" = 1`,
    `UPDATE "AuditSeal" SET position = NULL, hash = NULL WHERE "eventId" = 2`,
    `UPDATE "AuditSeal" SET "eventId" = 4 WHERE "eventId" = 3`,
    `DELETE FROM "AuditSeal" WHERE "eventId" = 3`,
    `TRUNCATE "AuditSeal"`,
  ]) {
    await expect(rows(change), change).rejects.toThrow("the audit log is append-only");
  }
  await sealAuditEvents();
  expect(await check()).toMatchObject({ head: { position: 3n }, waiting: 0, problems: [] });
});

test("a check that stops at a hundred problems tells no head", async () => {
  await record(5_100);
  for (let n = 0; n < 2; n++) await sealAuditEvents();
  const { head } = await check();
  await tamper(`UPDATE "AuditEvent" SET action = 'user.disabled' WHERE id <= 100`);
  const { problems, ...stopped } = await check(head);
  expect(stopped.head).toBeNull();
  expect(problems).toEqual(Array.from({ length: 100 }, (_, n) => ({ problem: "changed", eventId: String(n + 1) })));
});
