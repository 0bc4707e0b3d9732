import { beforeEach, expect, vi } from "vitest";
import { undoEmailChange } from "@/lib/account/email-change/undo";
import { randomSecret, sha256 } from "@/lib/crypto/tokens";
import { db } from "@/lib/db/client";
import type { Owner } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { deleteAsShown } from "@/test/delete-account";
import { createOwner, createUser } from "@/test/factories";
import { test } from "@/test/fixtures";

const { mails } = vi.hoisted(() => ({ mails: [] as string[] }));
vi.mock("@/lib/mail/send", () => ({ sendMail: async ({ to }: { to: string }) => void mails.push(to) }));

let database: TestDatabase;
let user: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createOwner(database);
  mails.length = 0;
});

/**
 * Changes the user's email as the application does.
 * @returns the token that the former email receives
 */
async function change(to: string): Promise<string> {
  const token = randomSecret();
  const { email } = await db().user.findUniqueOrThrow({ where: { id: user.id } });
  await db().emailUndo.create({ data: { userId: user.id, email, tokenHash: sha256(token) } });
  await db().user.update({ where: { id: user.id }, data: { email: to } });
  return token;
}

async function addPasskey(name: string): Promise<void> {
  const data = { userId: user.id, credentialId: randomSecret(), publicKey: new Uint8Array(), counter: 0, name };
  await db().passkey.create({ data, select: { id: true } });
}

const addressOf = async (id: string) => (await db().user.findUnique({ where: { id } }))?.email;
const sessionsOf = (userId: string) => db().session.count({ where: { userId } });

test("the address comes back, sessions and later links end, and the address that loses the account is told", async () => {
  await db().account.create({
    data: { userId: user.id, type: "oidc", provider: "before", providerAccountId: randomSecret() },
  });
  await addPasskey("of the thief, before the change");
  const token = await change("thief@example.com");
  await addPasskey("of the thief, since the change");
  await db().account.create({
    data: { userId: user.id, type: "oidc", provider: "since", providerAccountId: randomSecret() },
  });
  const second = await change("later@example.com");
  await undoEmailChange(token);
  expect(await addressOf(user.id)).toBe(user.email);
  expect(await sessionsOf(user.id)).toBe(0);
  const accounts = await db().account.findMany({ where: { userId: user.id }, select: { provider: true } });
  expect(accounts).toEqual([{ provider: "before" }]);
  expect(await db().passkey.count({ where: { userId: user.id } })).toBe(0);
  expect(mails).toEqual(["later@example.com"]);
  await expect(undoEmailChange(token)).rejects.toMatchObject({ code: "link_used_up" });
  await expect(undoEmailChange(second)).rejects.toMatchObject({ code: "link_used_up" });
  expect(await addressOf(user.id)).toBe(user.email);
});

test("an account is not deleted while its former address can undo a change", async () => {
  const current = `new-${user.email}`;
  const token = await change(current);
  const refusal = { code: "address_just_changed" };
  await expect(deleteAsShown(user, current)).rejects.toMatchObject(refusal);
  expect(await addressOf(user.id)).toBeDefined();
  await undoEmailChange(token);
  await deleteAsShown(user);
  expect(await addressOf(user.id)).toBeUndefined();
});

test("of parallel undos one succeeds", async () => {
  const token = await change(`${randomSecret()}@example.com`);
  const results = await Promise.allSettled(Array.from({ length: 4 }, () => undoEmailChange(token)));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(await addressOf(user.id)).toBe(user.email);
});

test("an empty account at the former address makes way, one with a business stays", async () => {
  const token = await change(`${randomSecret()}@example.com`);
  const other = await createOwner(database);
  const before = await addressOf(user.id);
  await db().user.update({ where: { id: other.id }, data: { email: user.email } });
  await expect(undoEmailChange(token)).rejects.toMatchObject({ code: "email_taken" });
  expect(await addressOf(user.id)).toBe(before);
  expect(await sessionsOf(user.id)).toBe(1);

  await db().user.update({ where: { id: other.id }, data: { email: `${randomSecret()}@example.com` } });
  const empty = await createUser(database);
  await db().user.update({ where: { id: empty.id }, data: { email: user.email } });
  await undoEmailChange(token);
  expect(await addressOf(user.id)).toBe(user.email);
  expect(await addressOf(empty.id)).toBeUndefined();
});

test("a link that has expired undoes nothing", async () => {
  const token = await change(`${randomSecret()}@example.com`);
  await database.client.query(`UPDATE "EmailUndo" SET "expiresAt" = now() WHERE "tokenHash" = $1`, [sha256(token)]);
  await expect(undoEmailChange(token)).rejects.toMatchObject({ code: "link_used_up" });
  expect(await sessionsOf(user.id)).toBe(1);
});
