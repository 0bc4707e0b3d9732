import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { operatorOf } from "@/admin/operator";
import { noteDeadJobs } from "@/lib/alarms/note";
import { raiseAlarms } from "@/lib/alarms/raise";
import { deleteExpired } from "@/lib/background/delete-expired";
import { purge } from "@/lib/background/purge";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { addJob } from "@/lib/jobs/add-job";
import type { TestDatabase } from "@/test/database";
import { addConnection, addImport, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});

const rows = async (sql: string, values: unknown[] = []) => (await database.client.query(sql, values)).rows;

/** Runs the sweep's step on two servers at once. */
const sweep = () => Promise.all([deleteExpired(), deleteExpired()]);

test("requests, visits, links and sessions that are over go in their time, and no sooner", async () => {
  const { id: userId, merchant } = await createOwner(database);
  const receiptheroId = await addConnection(database, merchant.id);
  const request = `INSERT INTO "AuthorizationRequest" ("stateHash", "userId", "merchantId", "sessionId", "browserHash", label, scopes, "partnerMetadata", "createdAt")
    SELECT gen_random_uuid(), $1::uuid, $2::uuid, gen_random_uuid(), '', days, '{}', '{}', now() - make_interval(days => days) FROM unnest('{89,90}'::int[]) days`;
  await rows(request, [userId, merchant.id]);
  await rows(
    `INSERT INTO "MembershipVisit" ("receiptheroId", "userId", "sessionId", "browserHash", outcome, "createdAt")
     SELECT $2, $1::uuid, gen_random_uuid(), '', days, now() - make_interval(days => days) FROM unnest('{89,90}'::int[]) days`,
    [userId, receiptheroId],
  );
  await rows(
    `INSERT INTO "ReconnectLink" ("receiptheroId", "tokenHash", "expiresAt")
     SELECT $1, 'link' || days, now() - make_interval(days => days) FROM unnest('{89,90}'::int[]) days`,
    [receiptheroId],
  );
  await rows(
    `INSERT INTO "ConnectSession" ("tokenHash", purpose, status, "merchantId", label, scopes, "createdAt", "expiresAt", "endedAt")
     SELECT status || days, 'connect', status::"ConnectSessionStatus", $1::uuid, status || days, '{}', now() - make_interval(days => days), 'infinity',
            CASE status WHEN 'opened' THEN NULL ELSE now() - make_interval(days => days) END
       FROM unnest('{364,365}'::int[]) days, unnest('{connected,expired,opened}'::text[]) status`,
    [merchant.id],
  );
  await rows(
    `INSERT INTO "ConnectSession" ("tokenHash", purpose, status, "merchantId", label, scopes, "createdAt", "endedAt")
     VALUES ('late', 'connect', 'connected', $1, 'late', '{}', now() - interval '2 years', now())`,
    [merchant.id],
  );
  await sweep();
  expect(await rows(`SELECT label FROM "AuthorizationRequest" WHERE "userId" = $1`, [userId])).toEqual([
    { label: "89" },
  ]);
  expect(await rows(`SELECT outcome FROM "MembershipVisit" WHERE "userId" = $1`, [userId])).toEqual([
    { outcome: "89" },
  ]);
  expect(await rows(`SELECT "tokenHash" AS link FROM "ReconnectLink"`)).toEqual([{ link: "link89" }]);
  expect(await rows(`SELECT label FROM "ConnectSession" ORDER BY 1`)).toEqual(
    ["connected364", "expired364", "late", "opened364", "opened365"].map((label) => ({ label })),
  );
});

test("a day on which requests began counts them when they are gone", async () => {
  const started = () => rows(`SELECT sum(delta)::int AS count FROM "Counter" WHERE key = 'started'`);
  const before = await started();
  await rows(`UPDATE "AuthorizationRequest" SET "createdAt" = now() - interval '1 year'`);
  await sweep();
  expect(await rows(`SELECT 1 FROM "AuthorizationRequest"`)).toEqual([]);
  expect(await started()).toEqual(before);
});

test("an outgoing receipt goes a year after it came in, unless it is in doubt", async () => {
  await rows(
    `INSERT INTO "OutgoingReceipt" (id, "apiKeyId", state, problem, "createdAt", "finishedAt")
     SELECT gen_random_uuid(), gen_random_uuid(), state::"OutgoingReceiptState", state || days, now() - make_interval(days => days), now()
       FROM unnest('{364,365}'::int[]) days, unnest('{SENT,REJECTED,FAILED,IN_DOUBT}'::text[]) state`,
  );
  await rows(`INSERT INTO "OutgoingReceiptAttempt" ("outgoingReceiptId", number) SELECT id, 1 FROM "OutgoingReceipt"`);
  await sweep();
  const left = ["FAILED364", "IN_DOUBT364", "IN_DOUBT365", "REJECTED364", "SENT364"];
  expect(await rows(`SELECT problem FROM "OutgoingReceipt" ORDER BY 1`)).toEqual(left.map((problem) => ({ problem })));
  expect(await rows(`SELECT 1 FROM "OutgoingReceiptAttempt"`)).toHaveLength(left.length);
});

test("downloads and the counters of API keys go a day later", async () => {
  const { merchant } = await createOwner(database);
  const receiptheroId = await addConnection(database, merchant.id);
  for (const hours of [23, 25]) {
    const { id } = await createOwner(database);
    const ago = `${hours} hours`;
    await rows(`INSERT INTO "AccountDownload" ("userId", id, "expiresAt") VALUES ($1, $2, now() - $3::interval)`, [
      id,
      randomUUID(),
      ago,
    ]);
    await rows(
      `INSERT INTO "ReceiptDownload" ("userId", id, "receiptheroId", total, "expiresAt") VALUES ($1, $2, $3, $4, now() - $5::interval)`,
      [id, randomUUID(), receiptheroId, hours, ago],
    );
    await rows(
      `WITH key AS (INSERT INTO "ApiKey" (name, hash, "createdById") VALUES ($1, $1, $2) RETURNING id)
       INSERT INTO "ApiKeyWindow" ("apiKeyId", "startedAt", requests) SELECT id, now() - $3::interval, $4 FROM key`,
      [ago, id, ago, hours],
    );
  }
  await sweep();
  expect(await rows(`SELECT 1 FROM "AccountDownload"`)).toHaveLength(1);
  expect(await rows(`SELECT total FROM "ReceiptDownload"`)).toEqual([{ total: 23 }]);
  expect(await rows(`SELECT requests FROM "ApiKeyWindow"`)).toEqual([{ requests: 23 }]);
});

test("a job that failed for the last time goes 90 days later, and one that is still tried does not", async () => {
  const ids = [await addImport(database), await addImport(database), await addImport(database)];
  await db().$transaction(async (tx) => {
    for (const importId of ids) await addJob(tx, "import", { importId }, { key: importId, delay: 0 });
  });
  const [old, recent, tried] = ids;
  await rows(
    `SELECT graphile_worker.permanently_fail_jobs(array_agg(id), 'over') FROM graphile_worker.jobs WHERE key = ANY ($1)`,
    [[`import:${old}`, `import:${recent}`]],
  );
  await rows(
    `UPDATE graphile_worker._private_jobs SET updated_at = now() - CASE key WHEN $1 THEN interval '90 days' ELSE interval '89 days' END`,
    [`import:${old}`],
  );
  await sweep();
  expect(await rows(`SELECT key FROM graphile_worker.jobs ORDER BY key`)).toEqual(
    [`import:${recent}`, `import:${tried}`].sort().map((key) => ({ key })),
  );
});

test("the dead job of a disconnect stays while the connection waits for it, and staff are told again", async () => {
  const { merchant } = await createOwner(database);
  const [waits, ended] = [await addConnection(database, merchant.id), await addConnection(database, merchant.id)];
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTING', "disconnectingSince" = now() WHERE "receiptheroId" = $1`,
    [waits],
  );
  await db().$transaction(async (tx) => {
    for (const receiptheroId of [waits, ended])
      await addJob(tx, "disconnect", { receiptheroId }, { key: receiptheroId, delay: 0 });
  });
  const keys = [waits, ended].map((id) => `disconnect:${id}`);
  await rows(
    `SELECT graphile_worker.permanently_fail_jobs(array_agg(id), 'over') FROM graphile_worker.jobs WHERE key = ANY ($1)`,
    [keys],
  );
  await noteDeadJobs();
  await raiseAlarms();
  await rows(`UPDATE graphile_worker._private_jobs SET updated_at = now() - interval '90 days'`);
  await rows(`UPDATE "Alarm" SET "createdAt" = now() - interval '90 days'`);
  await sweep();
  expect(await rows(`SELECT key FROM graphile_worker.jobs WHERE key = ANY ($1)`, [keys])).toEqual([{ key: keys[0] }]);
  await noteDeadJobs();
  expect(await rows(`SELECT rule FROM "AlarmItem" WHERE "alarmId" IS NULL`)).toEqual([{ rule: "revocation_given_up" }]);
});

test("a notification of an unknown connection loses its body, unless an admin may retry it", async () => {
  env().NOTIFICATION_BODY_DAYS = 10;
  await rows(
    `INSERT INTO "Notification" ("dedupeKey", type, "receiptheroId", payload, state, "firstReceivedAt")
     SELECT state || days, 'transaction_notification', 'unknown', '{"merchant_name": "Kahvila Aamu"}',
            state::"NotificationState", now() - make_interval(days => days)
       FROM unnest('{9,10}'::int[]) days, unnest('{PENDING,WAITING,FAILED}'::text[]) state`,
  );
  await sweep();
  expect(await rows(`SELECT "dedupeKey" AS key FROM "Notification" WHERE payload = '{}' ORDER BY 1`)).toEqual([
    { key: "WAITING10" },
  ]);
  expect(await rows(`SELECT 1 FROM "Notification"`)).toHaveLength(6);
});

test("a sweep deletes a bounded number of rows, and says how many of each kind", async () => {
  const { id } = await createOwner(database);
  await rows(
    `INSERT INTO "Session" ("sessionToken", "userId", expires) SELECT n::text, $1::uuid, now() FROM generate_series(1, 2300) n`,
    [id],
  );
  expect(await deleteExpired(1)).toEqual([{ kind: "sessions", rows: 1_000 }]);
  expect(await deleteExpired()).toEqual([{ kind: "sessions", rows: 1_300 }]);
  expect(await deleteExpired()).toEqual([]);
});

test("an alarm with more items than a batch goes with them, and a younger one stays", async () => {
  await rows(`TRUNCATE "Alarm" CASCADE`);
  await rows(
    `WITH alarm AS (INSERT INTO "Alarm" (rule, "itemCount", "createdAt") VALUES ('job_died', 2300, now() - interval '90 days'),
                                                                             ('job_died', 1, now() - interval '89 days') RETURNING *)
     INSERT INTO "AlarmItem" (rule, thing, "alarmId")
     SELECT rule, id::text || n, id FROM alarm, generate_series(1, "itemCount") n`,
  );
  expect(await deleteExpired(1)).toEqual([{ kind: "items of alarms", rows: 1_000 }]);
  expect(await deleteExpired()).toEqual([
    { kind: "items of alarms", rows: 1_300 },
    { kind: "alarms", rows: 1 },
  ]);
  expect(await rows(`SELECT "itemCount" FROM "Alarm"`)).toEqual([{ itemCount: 1 }]);
});

test("a kind that cannot be deleted keeps no other from it, and purge tells of it at the end", async () => {
  const { id } = await createOwner(database);
  await rows(`INSERT INTO "Session" ("sessionToken", "userId", expires) VALUES ('kept', $1, now())`, [id]);
  await rows(
    `CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no session may go'; END $$;
     CREATE TRIGGER refuse BEFORE DELETE ON "Session" FOR EACH ROW EXECUTE FUNCTION refuse()`,
  );
  const addLinks = () =>
    rows(
      `INSERT INTO "VerificationToken" (identifier, token, expires)
       SELECT 'matti@example.com', gen_random_uuid(), now() - interval '1 day' FROM generate_series(1, 3)`,
    );
  await addLinks();
  expect(await deleteExpired()).toEqual([
    { kind: "sessions", rows: 0, error: expect.any(Error) },
    { kind: "sign-in links", rows: 3 },
  ]);
  await addLinks();
  await expect(purge(operatorOf("purge"), () => {})).rejects.toThrow("no session may go");
  expect(await rows(`SELECT FROM "VerificationToken"`)).toEqual([]);
  await rows(`DROP FUNCTION refuse CASCADE`);
});
