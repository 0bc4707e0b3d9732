import { randomUUID } from "node:crypto";
import { beforeEach, expect } from "vitest";
import { findReader, findReaderOfConnection } from "@/lib/auth/members/find-reader";
import type { Owner } from "@/lib/principal";
import type { TestDatabase } from "@/test/database";
import { addConnection, createOwner, joinMerchant } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let user: Owner;
let stranger: Owner;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createOwner(database);
  stranger = await createOwner(database, "Another business");
});

test("a user is a reader of each of their merchants, with the role there, and of no other", async () => {
  const invited = await joinMerchant(database, user, stranger.merchant, "READER");
  expect(await findReader(user, user.merchant.id)).toEqual(user);
  expect(await findReader(user, stranger.merchant.id)).toEqual(invited);
  for (const id of [(await createOwner(database)).merchant.id, randomUUID(), "", "x", "a\u0000b", undefined, ["a"]]) {
    expect(await findReader(user, id)).toBeNull();
  }
});

test("a connection's reader is a member of its merchant; for any other user there is no such connection", async () => {
  const [own, theirs] = [
    await addConnection(database, user.merchant.id),
    await addConnection(database, stranger.merchant.id),
  ];
  expect(await findReaderOfConnection(user, own)).toEqual(user);
  expect(await findReaderOfConnection(stranger, theirs)).toEqual(stranger);
  for (const id of [theirs, randomUUID(), "", "a\u0000b", undefined]) {
    expect(await findReaderOfConnection(user, id)).toBeNull();
  }
});

test("a database that does not answer is not the same as no merchant", async () => {
  await database.client.query(`ALTER TABLE "Member" RENAME TO "Gone"`);
  await expect(findReader(user, user.merchant.id)).rejects.toMatchObject({ code: "storage_unavailable" });
  await database.client.query(`ALTER TABLE "Gone" RENAME TO "Member"`);
});
