import { beforeEach, expect } from "vitest";
import { deleteAccount } from "@/lib/account/delete/delete";
import { deleteLoneAccount } from "@/lib/account/delete/delete-lone";
import { removeMember } from "@/lib/merchants/members/remove";
import type { MerchantUser } from "@/lib/principal";
import { createMerchantUser, createUser, dump, type TestDatabase } from "@/test/database";
import { addAuthorizationRequest } from "@/test/factories";
import { test } from "@/test/fixtures";

let database: TestDatabase;
let user: MerchantUser;
let member: MerchantUser;

test.beforeAll(({ database: ownDatabase }) => {
  database = ownDatabase;
});
beforeEach(async () => {
  user = await createMerchantUser(database);
  member = await createUser(database, user.merchant);
});

test("a removed member can delete the account, and the log names nobody", async () => {
  await addAuthorizationRequest(database, member, "Asked for");
  await removeMember(user, member.id);
  await expect(deleteLoneAccount(member, user.email)).rejects.toMatchObject({ code: "address_differs" });
  expect(await dump(database)).toContain(member.email);

  await deleteLoneAccount(member, ` ${member.email.toUpperCase()} `);
  const text = await dump(database);
  expect(text).not.toContain(member.email);
  expect(text).toContain(user.email);
  await expect(deleteLoneAccount(member, member.email)).resolves.toBeUndefined();
});

test("a member of a business does not lose the account by this", async () => {
  await expect(deleteLoneAccount(user, user.email)).rejects.toMatchObject({ code: "belongs_elsewhere" });
});

test("an admin's account stays, so that one is always left", async () => {
  const { email, ...admin } = await createUser(database, null);
  await database.client.query(`UPDATE "User" SET role = 'ADMIN' WHERE id = ANY ($1)`, [[admin.id, user.id]]);
  await expect(deleteLoneAccount({ email, ...admin }, email)).rejects.toMatchObject({ code: "admin_account" });
  await expect(deleteAccount(user, user.merchant.name)).rejects.toMatchObject({ code: "admin_account" });
  const text = await dump(database);
  expect(text).toContain(email);
  expect(text).toContain(user.email);
});
