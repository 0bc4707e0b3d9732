import { beforeEach, expect } from "vitest";
import { db } from "@/lib/db/client";
import { env } from "@/lib/env";
import { beginUserMail, type Writers } from "@/lib/user-mails/begin";
import { queueUserMails } from "@/lib/user-mails/queue";
import { sendUserMails, sweepUserMails } from "@/lib/user-mails/send";
import { unsubscribeToken } from "@/lib/user-mails/unsubscribe-token";
import { Prisma } from "@/prisma/generated/client";
import { control } from "@/sandbox/testing";
import { createUser } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { mailsTo } from "@/test/inspect";

/** Writers that count how often they write. */
let written = 0;
const write = async () => {
  written += 1;
  return { subject: "Hello", before: ["Hello."], after: [] };
};
const writers: Writers = {
  RECONNECT_NEEDED: write,
  RECONNECT_REMINDER: write,
  RECONNECTED: write,
  RECONNECT_LINK: write,
  WEEKLY_DIGEST: write,
  STAFF_DIGEST: write,
  STAFF_ALARM: write,
};

const test = base
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** Queues an email to a user. */
  .extend(
    "queue",
    () =>
      (user: { id: string }, about = "1") =>
        db().$transaction((tx) =>
          queueUserMails(tx, { kind: "RECONNECT_NEEDED", about }, Prisma.sql`SELECT ${user.id}::uuid AS id`),
        ),
  );

test.beforeAll(({ database, mailSandbox }) => {
  expect([database, mailSandbox]).toHaveLength(2);
});
beforeEach<{ rows: (sql: string) => Promise<unknown[]> }>(async ({ rows }) => {
  await rows(`DELETE FROM "UserMail"`);
  await rows(`DELETE FROM "RateLimiterFlexible"`);
  written = 0;
});

test("an email that is queued repeatedly, and sent by several workers, arrives once", async ({
  database,
  mailSandbox,
  queue,
}) => {
  const user = await createUser(database);
  expect([await queue(user), await queue(user)]).toEqual([1, 0]);
  await Promise.all([sendUserMails(writers), sendUserMails(writers), sendUserMails(writers)]);
  await sendUserMails(writers);
  expect(await mailsTo(mailSandbox, user.email)).toHaveLength(1);
});

test("an email that is rolled back with its change is never sent", async ({ database, mailSandbox, rows }) => {
  const user = await createUser(database);
  const change = db().$transaction(async (tx) => {
    await queueUserMails(tx, { kind: "RECONNECT_NEEDED", about: "1" }, Prisma.sql`SELECT ${user.id}::uuid AS id`);
    throw new Error("the change failed");
  });
  await expect(change).rejects.toThrow("the change failed");
  await sendUserMails(writers);
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);
  expect(await rows(`SELECT FROM "UserMail"`)).toEqual([]);
});

test("an email whose server died while it sent it is in doubt, and not sent again", async ({
  database,
  mailSandbox,
  rows,
  queue,
}) => {
  const user = await createUser(database);
  await queue(user);
  const [{ id }] = await rows(`SELECT id FROM "UserMail"`);
  expect(await beginUserMail(id, writers)).toMatchObject({ to: user.email });
  await sendUserMails(writers);
  await rows(`UPDATE "UserMail" SET "startedAt" = now() - interval '11 minutes'`);
  await sweepUserMails();
  await sendUserMails(writers);
  expect(await rows(`SELECT state FROM "UserMail"`)).toEqual([{ state: "IN_DOUBT" }]);
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);
});

test("an email that the mail server refuses is not sent again, and staff see that on the user until an email is taken", async ({
  database,
  rows,
  queue,
}) => {
  const user = await createUser(database);
  const rename = (email: string) => rows(`UPDATE "User" SET email = $2 WHERE id = $1`, [user.id, email]);
  const refusal = async () => (await rows(`SELECT "mailRefusal" FROM "User" WHERE id = $1`, [user.id]))[0].mailRefusal;
  await rename(`${user.id}@refused.example`);
  await queue(user);
  await sendUserMails(writers);
  expect(await rows(`SELECT state, code FROM "UserMail"`)).toEqual([{ state: "REFUSED", code: 550 }]);
  expect(await refusal()).toContain("No such mailbox here");

  await rename(user.email);
  await queue(user, "2");
  await sendUserMails(writers);
  expect(await refusal()).toBeNull();
});

test("an email that the mail server does not take for now is due again later, and refused in the end", async ({
  database,
  rows,
  queue,
}) => {
  const user = await createUser(database);
  await rows(`UPDATE "User" SET email = $2 WHERE id = $1`, [user.id, `${user.id}@busy.example`]);
  await queue(user);
  const state = () =>
    rows(
      `SELECT state, code, attempts, round(extract(epoch FROM "dueAt" - now()) / 60)::int AS minutes FROM "UserMail"`,
    );
  await sendUserMails(writers);
  expect(await state()).toEqual([{ state: "WAITING", code: 451, attempts: 1, minutes: 1 }]);
  await rows(`UPDATE "UserMail" SET "dueAt" = now(), attempts = 11`);
  await sendUserMails(writers);
  expect(await state()).toEqual([{ state: "REFUSED", code: 451, attempts: 12, minutes: null }]);
  expect(written).toBe(2);
});

test("an email that cannot be written is postponed, and does not stop those behind it", async ({
  database,
  mailSandbox,
  rows,
  queue,
}) => {
  const [first, second] = [await createUser(database), await createUser(database)];
  await queue(first);
  await rows(`UPDATE "UserMail" SET "dueAt" = now() - interval '1 minute'`);
  await queue(second);
  const failing: Writers = {
    ...writers,
    RECONNECT_NEEDED: async (tx, due) => (due.userId === first.id ? await tx.$queryRaw`SELECT 1 / 0` : write()) as null,
  };
  const state = () =>
    rows(
      `SELECT state, attempts, round(extract(epoch FROM "dueAt" - now()) / 60)::int AS minutes FROM "UserMail" WHERE "userId" = $1`,
      [first.id],
    );
  await sendUserMails(failing);
  expect(await mailsTo(mailSandbox, second.email)).toHaveLength(1);
  expect(await state()).toEqual([{ state: "WAITING", attempts: 1, minutes: 1 }]);
  await rows(`UPDATE "UserMail" SET "dueAt" = now(), attempts = 11 WHERE "userId" = $1`, [first.id]);
  await sendUserMails(failing);
  expect(await state()).toEqual([{ state: "DROPPED", attempts: 12, minutes: null }]);
});

test("the sweep does not put off the job that waits", async ({ database, rows, queue }) => {
  await queue(await createUser(database));
  await sweepUserMails();
  expect(
    await rows(`SELECT run_at > now() AS later FROM graphile_worker.jobs WHERE task_identifier = 'send-user-mails'`),
  ).toEqual([{ later: false }]);
});

test("the most urgent emails are sent first, and the oldest of those", async ({ database, rows }) => {
  const user = await createUser(database);
  const ages = {
    WEEKLY_DIGEST: 50,
    STAFF_DIGEST: 40,
    RECONNECT_LINK: 30,
    RECONNECTED: 5,
    RECONNECT_NEEDED: 20,
    STAFF_ALARM: 1,
  };
  for (const [kind, minutes] of Object.entries(ages)) {
    await rows(
      `INSERT INTO "UserMail" (kind, about, "userId", "dueAt") VALUES ($1::"UserMailKind", '1', $2, now() - make_interval(mins => $3))`,
      [kind, user.id, minutes],
    );
  }
  await rows(`UPDATE "User" SET role = 'ADMIN' WHERE id = $1`, [user.id]);
  const order: string[] = [];
  const note = (kind: string) => async () => {
    order.push(kind);
    return null;
  };
  const noting = { ...writers };
  for (const kind of Object.keys(ages) as (keyof typeof ages)[]) noting[kind] = note(kind);
  await sendUserMails(noting);
  expect(order).toEqual([
    "STAFF_ALARM",
    "RECONNECT_NEEDED",
    "RECONNECTED",
    "RECONNECT_LINK",
    "WEEKLY_DIGEST",
    "STAFF_DIGEST",
  ]);
});

test("an email says how to unsubscribe at one click, as RFC 2369 and RFC 8058 ask", async ({
  database,
  mailSandbox,
  queue,
}) => {
  const user = await createUser(database);
  await queue(user);
  await sendUserMails(writers);
  type Headers = { mails: { text: string; headers: { name: string; value: string }[] }[] };
  const { mails } = (await control<Headers>(mailSandbox, "GET", `/mails?to=${user.email}`)).body;
  const header = (name: string) => mails[0]?.headers.find((one) => one.name.toLowerCase() === name)?.value;
  const href = `${env().APP_URL}/api/account/unsubscribe?token=${unsubscribeToken(user.id, "mailsReconnect")}`;
  expect(header("list-unsubscribe")).toBe(`<${href}>`);
  expect(header("list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
  expect(mails[0]?.text).toContain(href);
});
