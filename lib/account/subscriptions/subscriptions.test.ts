import { expect } from "vitest";
import { changeSubscriptions, getSubscriptions } from "@/lib/account/subscriptions/change";
import { unsubscribe } from "@/lib/account/subscriptions/unsubscribe";
import { topics } from "@/lib/user-mails/topics";
import { readUnsubscribeToken, unsubscribeToken } from "@/lib/user-mails/unsubscribe-token";
import { createAdmin, createUser } from "@/test/factories";
import { test as base } from "@/test/fixtures";
import { auditOfUser } from "@/test/inspect";

const test = base.extend("rows", ({ database }) => async (sql: string, values: unknown[] = []) => {
  return (await database.client.query(sql, values)).rows;
});

test("a token unsubscribes its user from its topic alone, and a changed token from nothing", async ({
  database,
  rows,
}) => {
  const [user, other] = [await createUser(database), await createUser(database)];
  for (const topic of topics) {
    expect(readUnsubscribeToken(unsubscribeToken(user.id, topic))).toEqual({ userId: user.id, topic });
  }
  const token = unsubscribeToken(user.id, "mailsWeeklyDigest");
  const bytes = Buffer.from(token, "base64url");
  for (const index of bytes.keys()) {
    const changed = Buffer.from(bytes);
    changed.writeUInt8(bytes.readUInt8(index) ^ 1, index);
    expect(await unsubscribe(changed.toString("base64url"))).toBe(false);
  }
  for (const malformed of ["", "a", `${token}A`]) expect(await unsubscribe(malformed)).toBe(false);
  const settings = () =>
    rows(`SELECT "mailsReconnect", "mailsWeeklyDigest" FROM "User" WHERE id = ANY ($1) ORDER BY id = $2`, [
      [user.id, other.id],
      other.id,
    ]);
  expect(await unsubscribe(token)).toBe(true);
  expect(await unsubscribe(token)).toBe(true);
  expect(await settings()).toEqual([
    { mailsReconnect: true, mailsWeeklyDigest: false },
    { mailsReconnect: true, mailsWeeklyDigest: true },
  ]);
});

test("a user chooses which emails to get, and only staff choose those of staff", async ({ database }) => {
  const [user, admin] = [await createUser(database), await createAdmin(database)];
  expect(await getSubscriptions(user)).toEqual({ mailsReconnect: true, mailsWeeklyDigest: true });
  await changeSubscriptions(user, ["mailsWeeklyDigest", "mailsAlarms", "id"]);
  await changeSubscriptions(user, ["mailsWeeklyDigest"]);
  expect(await getSubscriptions(user)).toEqual({ mailsReconnect: false, mailsWeeklyDigest: true });
  expect(await auditOfUser(database, user)).toEqual(["user.changed"]);

  await changeSubscriptions(admin, ["mailsAlarms"]);
  expect(await getSubscriptions(admin)).toEqual({
    mailsReconnect: false,
    mailsWeeklyDigest: false,
    mailsStaffDigest: false,
    mailsAlarms: true,
  });
});
