import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { confirmEmailChange } from "@/lib/account/email-change/confirm";
import { getEmailChange } from "@/lib/account/email-change/get";
import { requestEmailChange } from "@/lib/account/email-change/request";
import { env } from "@/lib/env";
import type { Owner } from "@/lib/principal";
import type { Sandbox } from "@/sandbox/start";
import { dump, type TestDatabase } from "@/test/database";
import { createAdmin, createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";
import { auditOfUser, mailedToken, mailsTo } from "@/test/inspect";

let database: TestDatabase;
let sandbox: Sandbox;
let user: Owner;
let stranger: Owner;
let wanted: string;

test.beforeAll(({ database: ownDatabase, mailSandbox: ownSandbox }) => {
  database = ownDatabase;
  sandbox = ownSandbox;
});
beforeEach(async () => {
  user = await createOwner(database);
  stranger = await createOwner(database, "Another business");
  wanted = `${randomUUID()}@example.com`;
});

const emailOf = async (id: string) =>
  (await database.client.query(`SELECT email FROM "User" WHERE id = $1`, [id])).rows[0]?.email;

async function request(email = wanted): Promise<string> {
  await requestEmailChange(user, email);
  return mailedToken(sandbox, email);
}

test("an address changes when the link that was mailed to it is confirmed, and the former one is told", async () => {
  const token = await request();
  expect(await emailOf(user.id)).toBe(user.email);
  expect(await getEmailChange(user, token)).toEqual({ email: wanted });
  expect(await dump(database)).not.toContain(token);

  await confirmEmailChange(user, token);
  const [changed] = (await database.client.query(`SELECT * FROM "User" WHERE id = $1`, [user.id])).rows;
  expect(changed).toMatchObject({ email: wanted, emailVerified: expect.any(Date) });
  expect(await mailsTo(sandbox, user.email)).toMatchObject([{ subject: expect.stringContaining("was changed") }]);
  expect(await auditOfUser(database, user)).toEqual(["user.email_change_requested", "user.email_changed"]);
  const sessions = await database.client.query(`SELECT id FROM "Session" WHERE "userId" = $1`, [user.id]);
  expect(sessions.rows).toEqual([{ id: user.sessionId }]);
});

test("an address whose former one cannot be told is not changed, and the link works later", async () => {
  const token = await request();
  const mailServer = env().EMAIL_SERVER;
  env().EMAIL_SERVER = "smtp://127.0.0.1:1";
  try {
    await expect(confirmEmailChange(user, token)).rejects.toMatchObject({ code: "mail_failed" });
  } finally {
    env().EMAIL_SERVER = mailServer;
  }
  expect(await emailOf(user.id)).toBe(user.email);
  expect(await getEmailChange(user, token)).toEqual({ email: wanted });
  await confirmEmailChange(user, token);
  expect(await emailOf(user.id)).toBe(wanted);
  expect(await mailsTo(sandbox, user.email)).toHaveLength(1);
});

test("a link works once, even when it is confirmed ten times at once", async () => {
  const token = await request();
  const results = await Promise.allSettled(Array.from({ length: 10 }, () => confirmEmailChange(user, token)));
  expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
  expect(results.flatMap((result) => (result.status === "rejected" ? [result.reason.code] : []))).toEqual(
    Array(9).fill("link_used_up"),
  );
  expect(await auditOfUser(database, user)).toEqual(["user.email_change_requested", "user.email_changed"]);
});

test("another user's link is none, and stays good for its owner", async () => {
  const token = await request();
  expect(await getEmailChange(stranger, token)).toBeNull();
  await expect(confirmEmailChange(stranger, token)).rejects.toMatchObject({ code: "link_used_up" });
  expect(await emailOf(stranger.id)).toBe(stranger.email);
  await confirmEmailChange(user, token);
  expect(await emailOf(user.id)).toBe(wanted);
});

test("a link works for an hour of the database's clock", async () => {
  const token = await request();
  const [{ minutes }] = (
    await database.client.query(
      `SELECT extract(epoch FROM "expiresAt" - "createdAt") / 60 AS minutes FROM "EmailChange" WHERE "userId" = $1`,
      [user.id],
    )
  ).rows;
  expect(Number(minutes)).toBe(60);
  await database.client.query(
    `UPDATE "EmailChange" SET "expiresAt" = now() - interval '1 millisecond' WHERE "userId" = $1`,
    [user.id],
  );
  expect(await getEmailChange(user, token)).toBeNull();
  await expect(confirmEmailChange(user, token)).rejects.toMatchObject({ code: "link_used_up" });
  expect(await emailOf(user.id)).toBe(user.email);
});

test("only the newest link works", async () => {
  const first = await request();
  const second = await request();
  await expect(confirmEmailChange(user, first)).rejects.toMatchObject({ code: "link_used_up" });
  await confirmEmailChange(user, second);
  expect(await emailOf(user.id)).toBe(wanted);
});

test("an address that has an account gets a notice without a link, and the answer is the same", async () => {
  await expect(requestEmailChange(user, stranger.email)).resolves.toBe(
    await requestEmailChange(user, wanted).then(() => undefined),
  );
  const [notice] = await mailsTo(sandbox, stranger.email);
  expect(notice?.text).toContain("It already belongs to your account.");
  expect(notice?.text).not.toContain("http");
  expect(await emailOf(stranger.id)).toBe(stranger.email);
  const changes = await database.client.query(`SELECT 1 FROM "EmailChange" WHERE email = $1`, [stranger.email]);
  expect(changes.rows).toEqual([]);
});

test("an address that got an account in the meantime is refused, and nothing changes", async () => {
  const token = await request();
  await database.client.query(`UPDATE "User" SET email = $1 WHERE id = $2`, [wanted, stranger.id]);
  await expect(confirmEmailChange(user, token)).rejects.toMatchObject({ code: "email_taken" });
  expect(await emailOf(user.id)).toBe(user.email);
  expect(await auditOfUser(database, user)).toEqual(["user.email_change_requested"]);
});

test("an admin whom ADMIN_EMAILS names does not change the address, not even by an earlier link", async () => {
  const admin = await createAdmin(database);
  await requestEmailChange(admin, wanted);
  const token = await mailedToken(sandbox, wanted);
  env().ADMIN_EMAILS = [admin.email];
  try {
    await expect(requestEmailChange(admin, wanted)).rejects.toMatchObject({ code: "staff_email" });
    expect(await getEmailChange(admin, token)).toBeNull();
    await expect(confirmEmailChange(admin, token)).rejects.toMatchObject({ code: "link_used_up" });
  } finally {
    env().ADMIN_EMAILS = [];
  }
  expect(await emailOf(admin.id)).toBe(admin.email);
  await confirmEmailChange(admin, token);
  expect(await emailOf(admin.id)).toBe(wanted);
});

test("one's own address is no change, and mails are limited", async () => {
  await expect(requestEmailChange(user, user.email)).rejects.toMatchObject({ code: "same_email" });
  for (let mail = 0; mail < 6; mail++) await requestEmailChange(user, wanted);
  await expect(requestEmailChange(user, wanted)).rejects.toMatchObject({ code: "too_many_mails" });
  expect(await mailsTo(sandbox, wanted)).toHaveLength(6);
});
