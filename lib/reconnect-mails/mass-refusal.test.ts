import { beforeEach, expect } from "vitest";
import { raiseAlarms } from "@/lib/alarms/raise";
import { decideRefusals } from "@/lib/reconnect-mails/decide";
import { addConnection, createAdmin, createOwner } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { mailsTo } from "@/test/inspect";
import { addRefused, mend, sendDue, subjectsTo } from "@/test/user-mails";

const test = base
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  /** Adds connections of a merchant: some whose token ReceiptHero refuses, and some that it accepted this hour. */
  .extend(
    "add",
    ({ database }) =>
      async (merchantId: string, { refused, accepted }: { refused: number; accepted: number }) => {
        const ids: string[] = [];
        for (let index = 0; index < accepted; index += 1) await addConnection(database, merchantId);
        for (let index = 0; index < refused; index += 1) ids.push(await addRefused(database, merchantId));
        return ids;
      },
  );

test.beforeAll(({ database, mailSandbox }) => {
  expect([database, mailSandbox]).toHaveLength(2);
});
beforeEach<{ rows: (sql: string) => Promise<unknown[]> }>(async ({ rows }) => {
  for (const table of ["TokenRefusal", "UserMail", "Alarm", "AlarmItem", "Connection", "User", "RateLimiterFlexible"]) {
    await rows(`DELETE FROM "${table}"`);
  }
});

test("if more than 5 % of the connections used are refused at once, only staff are told, and their email says so", async ({
  database,
  mailSandbox,
  rows,
  add,
}) => {
  const [user, admin] = [await createOwner(database), await createAdmin(database)];
  const ids = await add(user.merchant.id, { refused: 5, accepted: 94 });
  await decideRefusals();
  await raiseAlarms();
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);
  const [mail, ...others] = await mailsTo(mailSandbox, admin.email);
  expect(others).toEqual([]);
  expect(mail?.subject).toBe("Your company: ReceiptHero refuses many connections");
  expect(mail?.text).toContain("ReceiptHero refused 5 connections at about the same time.");
  expect(mail?.text).toContain("Merchants were not told.");

  // Nobody was told of the refusal, so nobody is told of its end.
  for (const id of ids) await mend(database, id);
  await decideRefusals();
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);
  expect(await rows(`SELECT FROM "TokenRefusal" WHERE "isWithheld" AND "endDecidedAt" IS NOT NULL`)).toHaveLength(5);
});

test.for([
  ["exactly 5 %", { refused: 5, accepted: 95 }],
  ["only four", { refused: 4, accepted: 0 }],
] as const)(
  "if %s of the connections used are refused, their members are told, and staff are not",
  async ([, counts], { database, mailSandbox, add }) => {
    const [user, admin] = [await createOwner(database), await createAdmin(database)];
    await add(user.merchant.id, counts);
    await decideRefusals();
    await raiseAlarms();
    await sendDue();
    expect(await mailsTo(mailSandbox, user.email)).toHaveLength(counts.refused);
    expect(await subjectsTo(mailSandbox, admin.email)).toEqual([]);
  },
);

test("connections that were not used within an hour of the refusals do not count", async ({
  database,
  mailSandbox,
  rows,
  add,
}) => {
  const user = await createOwner(database);
  await add(user.merchant.id, { refused: 5, accepted: 95 });
  await rows(`UPDATE "Connection" SET "tokenAcceptedAt" = now() - interval '72 minutes' WHERE health = 'healthy'`);
  await decideRefusals();
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);
});

test("refusals of another hour do not count", async ({ database, mailSandbox, rows, add }) => {
  const user = await createOwner(database);
  await add(user.merchant.id, { refused: 5, accepted: 0 });
  await rows(
    `UPDATE "TokenRefusal" SET since = since - interval '1 hour', "decidedAt" = now() WHERE id = (SELECT min(id) FROM "TokenRefusal")`,
  );
  await decideRefusals();
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toHaveLength(4);
});

test("a mass refusal is one even if no server ran for hours after it", async ({ database, mailSandbox, rows, add }) => {
  const user = await createOwner(database);
  await add(user.merchant.id, { refused: 5, accepted: 3 });
  await rows(`UPDATE "TokenRefusal" SET since = since - interval '3 hours'`);
  await decideRefusals();
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);
});

test("one verdict holds for all refusals of a run, however many transactions decide them", async ({
  database,
  rows,
  add,
}) => {
  const user = await createOwner(database);
  await add(user.merchant.id, { refused: 101, accepted: 1 });
  await rows(
    `UPDATE "TokenRefusal" SET since = since - interval '3 hours' WHERE id < (SELECT max(id) FROM "TokenRefusal")`,
  );
  await decideRefusals();
  expect(await rows(`SELECT FROM "TokenRefusal" WHERE "isWithheld"`)).toHaveLength(101);
});

test("if more than 5 % of all active connections are refused, the connections are not read", async ({
  database,
  mailSandbox,
  rows,
  add,
}) => {
  const user = await createOwner(database);
  await add(user.merchant.id, { refused: 5, accepted: 95 });
  await rows(`INSERT INTO "Counter" (scope, key, delta) VALUES ('health', 'healthy', -1)`);
  await decideRefusals();
  await rows(`INSERT INTO "Counter" (scope, key, delta) VALUES ('health', 'healthy', 1)`);
  await sendDue();
  expect(await mailsTo(mailSandbox, user.email)).toEqual([]);
});
