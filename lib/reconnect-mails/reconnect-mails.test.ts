import { beforeEach, expect } from "vitest";
import { openReconnectLink } from "@/lib/connections/reconnect-link/open";
import { decideRefusals } from "@/lib/reconnect-mails/decide";
import { createMember, createMerchant, createOwner } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { mailedToken, mailsTo } from "@/test/inspect";
import { addRefused, mend, refuse, sendAll, sendDue, subjectsTo } from "@/test/user-mails";

const NEEDED = "A connection with Your company needs reconnecting";
const REMINDER = "Reminder: a connection with Your company still needs reconnecting";
const MENDED = "A connection with Your company works again";

const test = base
  .extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
    return (await database.client.query(sql, values)).rows;
  })
  .extend(
    "subjects",
    ({ mailSandbox }) =>
      (user: { email: string }) =>
        subjectsTo(mailSandbox, user.email),
  );

test.beforeAll(({ database, mailSandbox }) => {
  expect([database, mailSandbox]).toHaveLength(2);
});
beforeEach<{ rows: (sql: string) => Promise<unknown[]> }>(async ({ rows }) => {
  await rows(`DELETE FROM "TokenRefusal"`);
  await rows(`DELETE FROM "UserMail"`);
});

test("owners and members of a refused connection get a link of their own; readers and disabled users get nothing", async ({
  database,
  mailSandbox,
  rows,
  subjects,
}) => {
  const merchant = await createMerchant(database, "Kirjakauppa Aalto Oy");
  const [owner, member, reader, disabled] = [
    await createMember(database, merchant, "OWNER"),
    await createMember(database, merchant, "MEMBER"),
    await createMember(database, merchant, "READER"),
    await createMember(database, merchant, "OWNER"),
  ];
  await rows(`UPDATE "User" SET "disabledAt" = now() WHERE id = $1`, [disabled.id]);
  const id = await addRefused(database, merchant.id);
  await decideRefusals();
  await sendDue();
  expect(await Promise.all([owner, member, reader, disabled].map(subjects))).toEqual([[NEEDED], [NEEDED], [], []]);

  const [mail] = await mailsTo(mailSandbox, owner.email);
  expect(mail?.text).toContain("“Shop in Turku”, a connection of “Kirjakauppa Aalto Oy” with Your company,");
  expect(mail?.text).toContain("ReceiptHero no longer accepts our access");
  for (const user of [owner, member]) {
    const token = await mailedToken(mailSandbox, user.email);
    expect(await openReconnectLink(user, token)).toMatchObject({ state: "open", receiptheroId: id });
  }
});

test("a refusal is not told before it lasts ten minutes, nor when it is over by then", async ({
  database,
  subjects,
}) => {
  const user = await createOwner(database);
  const id = await addRefused(database, user.merchant.id, { minutes: 9 });
  await decideRefusals();
  await sendAll(database);
  expect(await subjects(user)).toEqual([]);

  await mend(database, id);
  await database.client.query(`UPDATE "TokenRefusal" SET since = now() - interval '20 minutes'`);
  await decideRefusals();
  await sendAll(database);
  expect(await subjects(user)).toEqual([]);
});

test("reminders follow after three and ten days, and a recovery stops them and is told", async ({
  database,
  rows,
  subjects,
}) => {
  const user = await createOwner(database);
  const id = await addRefused(database, user.merchant.id);
  await decideRefusals();
  await sendDue();
  expect(
    await rows(
      `SELECT number, round(extract(epoch FROM "dueAt" - now()) / 86400)::int AS days FROM "UserMail" WHERE kind = 'RECONNECT_REMINDER' ORDER BY number`,
    ),
  ).toEqual([
    { number: 1, days: 3 },
    { number: 2, days: 10 },
  ]);
  await rows(`UPDATE "UserMail" SET "dueAt" = now() WHERE kind = 'RECONNECT_REMINDER' AND number = 1`);
  await sendDue();
  expect(await subjects(user)).toEqual([NEEDED, REMINDER]);

  await mend(database, id);
  await decideRefusals();
  await sendAll(database);
  await decideRefusals();
  await sendAll(database);
  expect(await subjects(user)).toEqual([NEEDED, REMINDER, MENDED]);
  expect(await rows(`SELECT state FROM "UserMail" WHERE number = 2`)).toEqual([{ state: "DROPPED" }]);
});

test("a reminder leaves the link of the first email open, because the reminder may not arrive", async ({
  database,
  mailSandbox,
  rows,
}) => {
  const user = await createOwner(database);
  await addRefused(database, user.merchant.id);
  await decideRefusals();
  await sendDue();
  const token = await mailedToken(mailSandbox, user.email);
  await rows(`UPDATE "User" SET email = $2 WHERE id = $1`, [user.id, `${user.id}@busy.example`]);
  await rows(`UPDATE "UserMail" SET "dueAt" = now() WHERE kind = 'RECONNECT_REMINDER' AND number = 1`);
  await sendDue();
  expect(await rows(`SELECT attempts FROM "UserMail" WHERE number = 1 AND kind = 'RECONNECT_REMINDER'`)).toEqual([
    { attempts: 1 },
  ]);
  expect(await openReconnectLink(user, token)).toMatchObject({ state: "open" });
});

test("a recovery is told only to users whom an email told of the refusal, and a disconnect is no recovery", async ({
  database,
  rows,
  subjects,
}) => {
  const merchant = await createMerchant(database, "Kirjakauppa Aalto Oy");
  const [told, untold] = [await createMember(database, merchant), await createMember(database, merchant)];
  await rows(`UPDATE "User" SET "mailsReconnect" = false WHERE id = $1`, [untold.id]);
  const [mended, disconnected] = [await addRefused(database, merchant.id), await addRefused(database, merchant.id)];
  await decideRefusals();
  await sendDue();
  await rows(`UPDATE "User" SET "mailsReconnect" = true`);
  await mend(database, mended);
  await rows(
    `UPDATE "Connection" SET status = 'DISCONNECTED', "sealedToken" = NULL, "disconnectedAt" = now(), "disconnectedBy" = 'MERCHANT' WHERE "receiptheroId" = $1`,
    [disconnected],
  );
  await decideRefusals();
  await sendDue();
  expect(await subjects(told)).toEqual([NEEDED, NEEDED, MENDED]);
  expect(await subjects(untold)).toEqual([]);
});

test("a connection that was reconnected under a new ID has recovered", async ({ database, rows, subjects }) => {
  const user = await createOwner(database);
  const id = await addRefused(database, user.merchant.id);
  await decideRefusals();
  await sendDue();
  await rows(
    `INSERT INTO "Connection" ("receiptheroId", "merchantId", label, scopes, "partnerMetadata", "sealedToken", "replacesId")
     VALUES ($1 || '-new', $2, 'New', '{receipt:read}', '{}', 'sealed', $1)`,
    [id, user.merchant.id],
  );
  await decideRefusals();
  await sendAll(database);
  expect(await subjects(user)).toEqual([NEEDED, MENDED]);
});

test.for([
  ["was removed", `DELETE FROM "Member" WHERE "userId" = $1`],
  ["was disabled", `UPDATE "User" SET "disabledAt" = now() WHERE id = $1`],
  ["unsubscribed", `UPDATE "User" SET "mailsReconnect" = false WHERE id = $1`],
])("a user who %s before the email was sent does not get it", async ([, change = ""], { database, subjects }) => {
  const user = await createOwner(database);
  await addRefused(database, user.merchant.id);
  await decideRefusals();
  await database.client.query(change, [user.id]);
  await sendAll(database);
  expect(await subjects(user)).toEqual([]);
});

test("a member who became a reader is told which members can reconnect, without a link", async ({
  database,
  mailSandbox,
  rows,
}) => {
  const user = await createOwner(database);
  await addRefused(database, user.merchant.id);
  await decideRefusals();
  await rows(`UPDATE "Member" SET role = 'READER' WHERE "userId" = $1`, [user.id]);
  await sendDue();
  const [mail] = await mailsTo(mailSandbox, user.email);
  expect(mail?.text).toContain("An owner or member of the business can reconnect.");
  expect(mail?.text).not.toContain("/api/account/reconnect");
});

test("a connection that recovers and is refused again is told again, once for each refusal", async ({
  database,
  subjects,
}) => {
  const user = await createOwner(database);
  const id = await addRefused(database, user.merchant.id);
  await decideRefusals();
  await mend(database, id);
  await refuse(database, id);
  await Promise.all([decideRefusals(), decideRefusals(), decideRefusals()]);
  await Promise.all([sendDue(), sendDue(), sendDue()]);
  // The first refusal was over before its email was sent.
  expect(await subjects(user)).toEqual([NEEDED]);
});

test("the end of a refusal waits for the outcome of an email that is being sent", async ({
  database,
  rows,
  subjects,
}) => {
  const user = await createOwner(database);
  const id = await addRefused(database, user.merchant.id);
  await decideRefusals();
  const first = `kind = 'RECONNECT_NEEDED'`;
  await rows(`UPDATE "UserMail" SET "dueAt" = NULL, "startedAt" = now() WHERE ${first}`);
  await mend(database, id);
  await decideRefusals();
  expect(await rows(`SELECT FROM "TokenRefusal" WHERE "endDecidedAt" IS NOT NULL`)).toEqual([]);
  await rows(`UPDATE "UserMail" SET state = 'SENT', "startedAt" = NULL, "finishedAt" = now() WHERE ${first}`);
  await decideRefusals();
  await sendDue();
  expect(await subjects(user)).toEqual([MENDED]);
});
