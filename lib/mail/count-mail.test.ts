import { globSync, readFileSync } from "node:fs";
import { beforeEach, expect, vi } from "vitest";
import { maySendSignInMail } from "@/lib/auth/sign-in/may-send-mail";
import { log } from "@/lib/log";
import {
  countAccountMail,
  countInvitation,
  countNotice,
  countSignInMail,
  countUserMail,
  isSignInMailPaused,
} from "@/lib/mail/count-mail";
import { mailboxOf } from "@/lib/mail/mailbox";
import { dump, type TestDatabase } from "@/test/database";
import { createOwner } from "@/test/factories";
import { test } from "@/test/fixtures";

const client = vi.hoisted(() => ({ forwardedFor: "" }));
vi.mock("next/headers", () => ({
  headers: async () => new Headers({ "X-Forwarded-For": client.forwardedFor }),
}));

let database: TestDatabase;
let mailboxes = 0;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  client.forwardedFor = "127.0.0.1";
  await database.client.query(`DELETE FROM "RateLimiterFlexible"`);
});

const newMailbox = () => {
  mailboxes += 1;
  return `user-${mailboxes}@example.com`;
};
const useUp = (limit: string, points: number) =>
  database.client.query(`UPDATE "RateLimiterFlexible" SET points = $2 WHERE key LIKE $1`, [`${limit}:%`, points]);
const times = async (count: number, act: () => Promise<void>) => {
  for (let time = 0; time < count; time += 1) await act();
};

/** Files that send an email which another file has counted. */
const COUNTED_BY: Record<string, string> = {
  // Each change was counted when it was requested. If these notices were counted, an attacker could use them up first,
  // and the owner would not hear of the change.
  "lib/account/email-change/confirm.ts": "lib/account/email-change/request.ts",
  "lib/auth/sign-in/send-sign-in-mail.ts": "lib/auth/sign-in/request-link.ts",
  "lib/auth/sign-in/send-uninvited-mail.ts": "lib/auth/sign-in/request-link.ts",
};

test("every mail is counted before it is sent", () => {
  const senders = globSync("{app,components,lib}/**/*.{ts,tsx}")
    .filter((path) => !path.endsWith(".test.ts") && !path.startsWith("lib/mail/"))
    .filter((path) => /\b(?:send|deliver)Mail\(/.test(readFileSync(path, "utf8")));
  expect(senders.length).toBeGreaterThan(4);
  const isCounted = (path: string) =>
    /await count(?:SignInMail|AccountMail|ProofMail|Invitation|MerchantInvitation|Notice|UserMail)\(/.test(
      readFileSync(COUNTED_BY[path] ?? path, "utf8"),
    );
  expect(senders.filter((path) => !isCounted(path))).toEqual([]);
});

test("no subject holds what a user typed", () => {
  const mails: Record<string, { subject?: string }> = JSON.parse(readFileSync("messages/en/mail.json", "utf8"));
  const placeholders = Object.values(mails).flatMap(({ subject = "" }) => subject.match(/\{\w+/g) ?? []);
  expect(placeholders.length).toBeGreaterThan(2);
  // Both are settings.
  for (const placeholder of placeholders) expect(["{partner", "{provider"]).toContain(placeholder);
});

test("a client may ask for a hundred mails in an hour, however many mailboxes and addresses of its /64 it uses", async () => {
  let host = 0;
  await times(100, () => {
    host += 1;
    client.forwardedFor = `2001:db8:0:7::${host.toString(16)}, 127.0.0.1`;
    return countSignInMail(newMailbox());
  });
  client.forwardedFor = "2001:db8:0:7:ffff::1, 127.0.0.1";
  await expect(countSignInMail(newMailbox())).rejects.toMatchObject({ code: "too_many_mails_from_network" });
  await expect(countAccountMail(newMailbox())).rejects.toMatchObject({ code: "too_many_mails_from_network" });
  client.forwardedFor = "2001:db8:0:7:ffff::1, 2001:db8:0:8::1, 127.0.0.1";
  await countSignInMail(newMailbox());
});

test("a client's claim about its address does not change the counter of its emails", async () => {
  client.forwardedFor = "198.51.100.1, 203.0.113.9, 127.0.0.1";
  await countSignInMail(newMailbox());
  await useUp("mail-by-network", 100);
  client.forwardedFor = "198.51.100.2, 203.0.113.9, 127.0.0.1";
  await expect(countSignInMail(newMailbox())).rejects.toMatchObject({ code: "too_many_mails_from_network" });
});

test("clients behind a proxy that does not name them are not limited together", () =>
  times(101, () => countSignInMail(newMailbox())));

test("a mailbox gets six sign-in emails in a quarter of an hour, with any text after a plus sign in the address", async () => {
  expect(mailboxOf("matti+news+more@example.com")).toBe("matti@example.com");
  expect(mailboxOf("matti@example.com")).toBe("matti@example.com");
  let note = 0;
  await times(6, () => {
    note += 1;
    return countSignInMail(`matti+${note}@example.com`);
  });
  await expect(countSignInMail("matti@example.com")).rejects.toMatchObject({ code: "too_many_sign_in_mails" });
  // Emails that visitors request do not use up the limit of the user's own emails.
  await countAccountMail("matti@example.com");
  await countNotice("matti@example.com");
});

test("two thousand sign-in mails are sent in an hour in all, and those to users and by users are counted apart", async () => {
  const user = await createOwner(database);
  expect(await maySendSignInMail(newMailbox())).toBe(true);
  await useUp("sign-in-mails-in-all", 2_000);
  expect(await isSignInMailPaused()).toBe(false);
  expect(await maySendSignInMail(newMailbox())).toBe(false);
  expect(await isSignInMailPaused()).toBe(true);
  expect(await maySendSignInMail(user.email)).toBe(true);
  await useUp("users-sign-in-mails-in-all", 2_000);
  expect(await maySendSignInMail(user.email)).toBe(false);

  await countAccountMail(newMailbox());
  await useUp("account-mails-in-all", 2_000);
  await expect(countAccountMail(newMailbox())).rejects.toMatchObject({ code: "mail_paused" });
});

test("a user sends fifty invitations in a day, from any business, and a mailbox is invited ten times in a day", async () => {
  const invite = (merchantId: string, email = newMailbox()) => countInvitation({ userId: "aino", merchantId }, email);
  await invite("one");
  await useUp("invitation-by-user", 50);
  await expect(invite("another")).rejects.toMatchObject({ code: "too_many_invitations" });

  const email = newMailbox();
  await countInvitation({ userId: "oskar", merchantId: "third" }, email);
  await useUp("invited-mailbox", 10);
  await expect(countInvitation({ userId: "liisa", merchantId: "fourth" }, email)).rejects.toMatchObject({
    code: "too_many_mails",
  });
});

test("the emails of workers to a mailbox use up neither the limit of notices nor, once they are too many, the pace", async () => {
  const email = newMailbox();
  await countUserMail(email);
  await useUp("user-mail", 50);
  await times(30, () => expect(countUserMail(email)).rejects.toMatchObject({ code: "too_many_mails" }));
  await countNotice(email);
  await countUserMail(newMailbox());

  await useUp("notice-mail", 50);
  await expect(countNotice(email)).rejects.toMatchObject({ code: "too_many_mails" });
  await database.client.query(`DELETE FROM "RateLimiterFlexible" WHERE key LIKE 'user-mail:%'`);
  await countUserMail(email);
});

test("a limit that is reached is logged once, and neither log nor database holds the address", async () => {
  const warn = vi.spyOn(log, "warn");
  client.forwardedFor = "203.0.113.9, 127.0.0.1";
  const email = newMailbox();
  await times(6, () => countSignInMail(email));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await expect(countSignInMail(email)).rejects.toMatchObject({ code: "too_many_sign_in_mails" });
  }
  expect(warn.mock.calls).toEqual([
    [{ limit: "sign-in-mail", by: expect.stringMatching(/^[0-9a-f]{12}$/) }, "a limit was reached"],
  ]);
  expect(await dump(database)).not.toMatch(/203\.0\.113\.9|user-/);
  warn.mockRestore();
});
