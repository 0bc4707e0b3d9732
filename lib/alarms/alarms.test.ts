import { beforeEach, expect } from "vitest";
import { noteAlarm, noteDeadJobs } from "@/lib/alarms/note";
import { raiseAlarms } from "@/lib/alarms/raise";
import { alarmRules } from "@/lib/alarms/rules";
import { db } from "@/lib/db/client";
import { addJob } from "@/lib/jobs/add-job";
import { createAdmin, createOwner } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { mailsTo } from "@/test/inspect";
import { sendDue, subjectsTo } from "@/test/user-mails";

const FAILED = "Your company: a notification failed";
const GIVEN_UP = "Your company: a disconnect isn't confirmed";
const DIED = "Your company: a background job died";

const test = base
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** Raises the alarms, sends them, and returns the subjects of all alarms to a user. */
  .extend("alarm", ({ mailSandbox }) => async (user: { email: string }) => {
    await Promise.all([raiseAlarms(), raiseAlarms()]);
    await sendDue();
    return subjectsTo(mailSandbox, user.email);
  });

test.beforeAll(({ database, mailSandbox }) => {
  expect([database, mailSandbox]).toHaveLength(2);
});
beforeEach<{ rows: (sql: string) => Promise<unknown[]> }>(async ({ rows }) => {
  const tables = ["UserMail", "Alarm", "AlarmItem", "User", "Notification", "RateLimiterFlexible"];
  for (const table of tables) await rows(`DELETE FROM "${table}"`);
});

test("failed notifications share an alarm, and the next ones come an hour later", async ({
  database,
  mailSandbox,
  rows,
  alarm,
}) => {
  const [admin, merchant] = [await createAdmin(database), await createOwner(database)];
  await rows(`INSERT INTO "Notification" (type, "receiptheroId", payload, "dedupeKey")
              SELECT 'receipt_notification', 'a', '{}', 'k' || n FROM generate_series(1, 3) n`);
  await rows(`UPDATE "Notification" SET state = 'FAILED'`);
  expect(await alarm(admin)).toEqual([FAILED]);
  expect((await mailsTo(mailSandbox, admin.email))[0]?.text).toContain("3 notifications from ReceiptHero failed");

  await rows(`UPDATE "Notification" SET state = 'PENDING'`);
  await rows(`UPDATE "Notification" SET state = 'FAILED'`);
  expect(await alarm(admin)).toEqual([FAILED]);
  await rows(`UPDATE "Alarm" SET "createdAt" = now() - interval '61 minutes'`);
  expect(await alarm(admin)).toEqual([FAILED, FAILED]);
  expect(await alarm(merchant)).toEqual([]);
});

test("a job that used up its attempts is told once, and a given up disconnect has its own rule", async ({
  database,
  rows,
  alarm,
}) => {
  const admin = await createAdmin(database);
  await db().$transaction(async (tx) => {
    await addJob(tx, "disconnect", { receiptheroId: "a" }, { key: "a", delay: 3600 });
    await addJob(tx, "import", { importId: "b" }, { key: "b", delay: 3600 });
  });
  await noteDeadJobs();
  expect(await alarm(admin)).toEqual([]);
  await rows(`UPDATE graphile_worker._private_jobs SET attempts = max_attempts`);
  await noteDeadJobs();
  await noteDeadJobs();
  expect((await alarm(admin)).sort()).toEqual([DIED, GIVEN_UP]);
  await rows(`UPDATE "Alarm" SET "createdAt" = now() - interval '61 minutes'`);
  await noteDeadJobs();
  expect(await alarm(admin)).toHaveLength(2);
});

test("each rule has its texts, and staff who do not want alarms get none", async ({
  database,
  mailSandbox,
  rows,
  alarm,
}) => {
  const [admin, other] = [await createAdmin(database), await createAdmin(database)];
  await rows(`UPDATE "User" SET "mailsAlarms" = false WHERE id = $1`, [other.id]);
  await db().$transaction(async (tx) => {
    for (const rule of alarmRules) await noteAlarm(tx, rule, "1");
  });
  expect(new Set(await alarm(admin)).size).toBe(alarmRules.length);
  for (const { text } of await mailsTo(mailSandbox, admin.email)) expect(text).not.toContain("mail.alarms");
  expect(await alarm(other)).toEqual([]);
});

test("a rule that fails does not keep the others from being raised", async ({ database, rows, alarm }) => {
  const admin = await createAdmin(database);
  await db().$transaction(async (tx) => {
    await noteAlarm(tx, "mass_refusal", "1");
    await noteAlarm(tx, "job_died", "1");
  });
  await rows(`ALTER TABLE "Alarm" ADD CONSTRAINT fails CHECK (rule <> 'mass_refusal')`);
  const told = await alarm(admin).finally(() => rows(`ALTER TABLE "Alarm" DROP CONSTRAINT fails`));
  expect(told).toEqual([DIED]);
});

test("an alarm does not reach a user who lost the role of staff before it was sent", async ({
  database,
  mailSandbox,
  rows,
}) => {
  const admin = await createAdmin(database);
  await db().$transaction((tx) => noteAlarm(tx, "job_died", "1"));
  await raiseAlarms();
  await rows(`UPDATE "User" SET role = 'MERCHANT' WHERE id = $1`, [admin.id]);
  await sendDue();
  expect(await subjectsTo(mailSandbox, admin.email)).toEqual([]);
});
